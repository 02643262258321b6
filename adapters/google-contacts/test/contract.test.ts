/** The contract of directories, over HTTP, with Google's own client. */
import { contactDirectoryContract, type DirectorySubject, describeContract } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { openScene } from './scene.ts'

describe.each([
  ['one refused', false],
  ['all refused', true],
] as const)('Where one of a batch is refused: %s', (_what, refusesWholeBatches) => {
  describeContract({ describe, it }, contactDirectoryContract, {
    make: async () => {
      const { directory, anna, clock, close } = await openScene({
        ...{ pageSize: 3, visibleAfterMs: 300_000, refusesWholeBatches },
      })
      const subject: DirectorySubject = {
        directory,
        person: anna.person,
        settle: async () => clock.advance(300_000),
        expireTokens: async () => anna.expireSyncTokens(),
        useUpQuota: async (of) => (of === 'page' ? anna.failReads('quota') : anna.failChanges('quota')),
        loseAnswer: async () => anna.failChanges('answer-lost'),
        cutNetwork: async () => anna.failReads('request-lost'),
      }
      return { subject, close }
    },
  })
})
