import { plainDateIn } from 'crmkit/domain'
import { buildCompany } from 'crmkit/testing'
import { expect, it } from 'vitest'
import { absorb, companyCandidates, emptyWorkingSet } from '../../../src/import/working-set.ts'

it('IDN-5 candidates come by id, whatever order they were looked up in', () => {
  const companies = ['b', 'c', 'a'].map((id) => ({ ...buildCompany({ id, siren: '732829320' }), number: 1 }))
  const set = emptyWorkingSet({ country: 'FR', today: plainDateIn(Date.UTC(2026, 0, 5), 'UTC') })
  absorb(set, { companies, contacts: [], affiliations: [] })
  expect(companyCandidates(set, ['vat:FR44732829320']).map(({ recordId }) => recordId)).toEqual(['a', 'b', 'c'])
})
