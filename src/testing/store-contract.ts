/** The contract of {@link Store}: pass it, and crmkit works on your store. @module */
import type { Store } from '../ports/store.ts'
import type { Contract } from './contract.ts'
import { jobCases } from './job-cases.ts'
import { jobUpkeepCases } from './job-upkeep-cases.ts'
import { readCases } from './read-cases.ts'
import { writeCases } from './write-cases.ts'

/** Every sentence of the store's ports, as a case. */
export const storeContract: Contract<Store> = {
  name: 'Store',
  cases: { ...readCases, ...writeCases, ...jobCases, ...jobUpkeepCases },
}
