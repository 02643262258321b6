import { memoryStore } from 'crmkit/memory'
import { describeContract, storeContract } from 'crmkit/testing'
import { describe, it } from 'vitest'

describeContract({ describe, it }, storeContract, { make: async () => ({ subject: memoryStore() }) })
