import { CrmError, isCrmError } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { toCrmError } from '../src/backend-error.ts'

function failureWith(code: string): Error {
  return Object.assign(new Error('as the driver says it'), { code })
}

describe('toCrmError', () => {
  it.each([
    ['08006', 'backend-unavailable', true],
    ['57P01', 'backend-unavailable', true],
    ['57P03', 'backend-unavailable', true],
    ['53300', 'backend-unavailable', true],
    ['ECONNREFUSED', 'backend-unavailable', true],
    ['ECONNRESET', 'backend-unavailable', true],
    ['40001', 'transaction-conflict', true],
    ['40P01', 'transaction-conflict', true],
    ['55P03', 'transaction-conflict', true],
    ['53100', 'backend-full', false],
    ['53200', 'backend-full', false],
    ['42P01', 'schema-outdated', false],
    ['3F000', 'schema-outdated', false],
    ['42703', 'schema-outdated', false],
    ['22021', 'backend-refused', false],
    ['22P02', 'backend-refused', false],
    ['42501', 'backend-refused', false],
    ['57014', 'backend-refused', false],
    ['28P01', 'backend-refused', false],
    ['3D000', 'backend-refused', false],
  ])('takes %s for %s', (code, expected, retryable) => {
    const failure = failureWith(code)
    const error = toCrmError(failure)
    expect(error).toMatchObject({ code: expected, retryable, cause: failure })
  })

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
    'PGlite is closed',
  ])('takes “%s” for an unreachable database', (message) => {
    expect(toCrmError(new Error(message))).toMatchObject({ code: 'backend-unavailable', retryable: true })
  })

  it.each([
    ['ECONNREFUSED', 'the database cannot be reached; look whether it runs, and at the host and port'],
    ['ENOTFOUND', 'the database cannot be reached; look whether it runs, and at the host and port'],
    ['ECONNRESET', 'nobody knows whether the commit is there'],
    ['28P01', 'look at the user and password'],
    ['28000', 'whether there is such a user, whether it may log in, and whether pg_hba.conf lets it in'],
    ['EHOSTUNREACH', 'nobody knows whether the commit is there'],
    ['ENETUNREACH', 'nobody knows whether the commit is there'],
    ['3D000', 'the server has no such database; create it'],
  ])('says of %s what to look at', (code, words) => {
    expect(toCrmError(failureWith(code)).message).toContain(words)
  })

  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])(
    'says of %s while connecting that the database cannot be reached, whether it has one address or several',
    (code) => {
      const failure = Object.assign(failureWith(code), { syscall: 'connect' })
      const said = 'look whether it runs, and at the host and port'
      expect(toCrmError(failure).message).toContain(said)
      expect(toCrmError(Object.assign(new AggregateError([failure, failure]), { code })).message).toContain(said)
    },
  )

  it.each(['EHOSTUNREACH', 'ETIMEDOUT'])('says of %s on an open connection that the commit may be there', (code) => {
    const failure = Object.assign(failureWith(code), { syscall: 'read' })
    expect(toCrmError(failure)).toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('try again with the same commandId'),
    })
  })

  it('takes a connection that was refused on every address for an unreachable database', () => {
    const failure = new AggregateError([failureWith('ECONNREFUSED'), failureWith('ECONNREFUSED')])
    expect(toCrmError(failure).code).toBe('backend-unavailable')
  })

  it('leaves crmkit’s own errors as they are', () => {
    const error = new CrmError('forbidden', { message: 'no' })
    expect(toCrmError(error)).toBe(error)
  })

  it('refuses what it does not know, with its cause', () => {
    const error = toCrmError('odd')
    expect(isCrmError(error, 'backend-refused')).toBe(true)
    expect(error.cause).toBe('odd')
  })
})
