/** Whom a mail is from. Rules: docs/concepts/messages.md (MSG-1). */
import { chooseSender, judgeSender, parseEmail, type Sender } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

function sender(typed: string, name?: string): Sender {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new Error(`${typed} is no address`)
  return { address: normalized, ...(name !== undefined && { name }) }
}

const usual = sender('hello@verger.example', 'Verger')
const anne = sender('orders@verger.example', 'Anne, Verger')
const plain = sender('orders@verger.example')

describe('MSG-1 The sender of a mail', () => {
  it.each([
    ['by its address', { address: 'orders@verger.example' }, anne],
    ['in other letters, as people copy it', { address: 'Orders <ORDERS@Verger.example>' }, anne],
    ['by the name at the address', { address: 'orders@verger.example', name: ' Anne, Verger ' }, anne],
    ['without a name, where one is', { address: 'orders@verger.example', name: '' }, plain],
    ['who is the usual one', { address: 'hello@verger.example' }, usual],
    ['under another name', { address: 'hello@verger.example', name: 'The Minister' }, null],
    ['by another’s name', { address: 'hello@verger.example', name: 'Anne, Verger' }, null],
    ['of nobody', { address: 'minister@gov.example' }, null],
    ['that is no address', { address: 'orders' }, null],
  ])('is found %s', (_, asked, expected) => {
    const senders = [usual, anne, plain]
    expect(chooseSender(senders, asked)).toBe(expected)
    const problems = judgeSender(senders, asked)
    expect(problems.map(({ path, problem }) => [path, problem])).toEqual(
      expected === null ? [['from', 'sender-not-allowed']] : [],
    )
    if (expected === null) expect(problems[0]).toMatchObject({ allowed: senders })
  })
})
