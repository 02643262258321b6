/** The proof: crmkit's own contract, run on this store by Node's test runner. `node --test contract.ts` @module */
import { describe, it } from 'node:test'
import { describeContract, storeContract } from 'crmkit/testing'
import { freshJournal, reopenedJournal } from './subjects.ts'

// Every sentence of the ports' documentation is a case. Each gets a fresh, empty store.
describeContract({ describe, it }, storeContract, { make: freshJournal })

// The same again, with the file closed and opened after every commit: what was written must survive.
describeContract({ describe, it }, { ...storeContract, name: 'Store, reopened' }, { make: reopenedJournal })
