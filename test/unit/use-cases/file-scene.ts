/** Files that are watched, and mail that brings some. */
import type { Channels, FileStore } from 'crmkit'
import { mailKey, type ReceivedMail } from 'crmkit/domain'
import { memoryFiles } from 'crmkit/memory'

/** A place for files, and the ids of those that are put away there. */
export function watchedFiles(): { readonly files: FileStore; readonly kept: ReadonlySet<string> } {
  const [kept, files] = [new Set<string>(), memoryFiles()]
  const watched: FileStore = {
    put: (workspaceId, fileId, pieces) => {
      kept.add(fileId)
      return files.put(workspaceId, fileId, pieces)
    },
    open: files.open,
    remove: (workspaceId, fileId) => {
      kept.delete(fileId)
      return files.remove(workspaceId, fileId)
    },
  }
  return { files: watched, kept }
}

/** A provider that hands over, with every request, what has arrived by then. */
export function inboundOf(arrived: readonly ReceivedMail[]): NonNullable<Channels['inbound']> {
  return {
    host: 'crm@verger.example',
    mail: {
      provider: 'scripted',
      check: async () => [],
      mails: {
        read: async () => ({ ok: true, value: arrived.map((fact) => ({ key: mailKey(fact), raw: '', fact })) }),
      },
    },
  }
}
