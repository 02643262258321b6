/** The contract can fail: each of its cases catches a store that is wrong in just what the case is about. @module */
import { ContractFailure, runCase, storeContract } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { furtherSaboteurs } from './further-saboteurs.ts'
import { saboteurs } from './saboteurs.ts'

const cases = Object.entries(storeContract.cases)

async function failureOf(check: (typeof cases)[number][1], make: (typeof saboteurs)[string]): Promise<unknown> {
  try {
    await runCase(check, { make: async () => ({ subject: make() }) })
    return null
  } catch (error) {
    return error
  }
}

describe('Saboteurs', () => {
  it('every case has one, and every one a case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
  })

  it.each(cases)('is caught: %s', async (name, check) => {
    const make = saboteurs[name]
    if (make === undefined) throw new Error(`no saboteur for “${name}”`)
    expect(await failureOf(check, make)).toBeInstanceOf(ContractFailure)
    const others = cases.filter(([other]) => other !== name)
    let passed = 0
    // Once it has passed enough of them, the rest can't change that.
    for (const [, other] of others) {
      if (passed > others.length * 0.7) break
      if ((await failureOf(other, make)) === null) passed += 1
    }
    expect(passed, 'unrelated cases that the saboteur passes').toBeGreaterThan(others.length * 0.7)
  })

  it.each(furtherSaboteurs)('is caught as well: %s – %s', async (name, _fault, make) => {
    const check = storeContract.cases[name]
    if (check === undefined) throw new Error(`no case “${name}”`)
    expect(await failureOf(check, make)).toBeInstanceOf(ContractFailure)
  })
})
