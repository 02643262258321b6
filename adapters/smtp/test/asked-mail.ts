/** A mail as a server understood it. */
import type { EmailNormalized } from 'crmkit'
import { isUuid, parseEmail } from 'crmkit/domain'
import type { AskedMail } from 'crmkit/testing'
import PostalMime, { type Address, decodeWords } from 'postal-mime'

/** Reads what came over the wire. @param envelopeTo for whom it was brought */
export async function readAskedMail(bytes: Buffer, envelopeTo: readonly string[]): Promise<AskedMail> {
  const read = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' })
  const [to, cc] = [mailboxes(read.to), mailboxes(read.cc)]
  const seen = [...to, ...cc].map(({ address }) => address)
  const [id = ''] = (read.messageId ?? '').slice(1).split('@')
  return {
    messageId: isUuid(id) ? id : null,
    from: mailboxes(read.from === undefined ? [] : [read.from])[0] ?? { address: addressOf('nobody@verger.example') },
    replyTo: mailboxes(read.replyTo)[0] ?? null,
    to,
    cc,
    bcc: envelopeTo
      .map(addressOf)
      .filter((address) => !seen.includes(address))
      .map((address) => ({ address })),
    subject: read.subject ?? '',
    // The reader ends every text with a line.
    ...(read.text !== undefined && { text: read.text.replace(/\n$/, '') }),
    ...(read.html !== undefined && { html: read.html.replace(/\n$/, '') }),
    headers: read.headers.map(({ originalKey, value }) => ({ name: originalKey, value: decodeWords(value) })),
    files: read.attachments.map(({ filename, mimeType, content, contentId }) => ({
      name: filename ?? '',
      type: mimeType,
      bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
      ...(contentId !== undefined && { contentId: contentId.replace(/^<|>$/g, '') }),
    })),
    tracking: null,
  }
}

function mailboxes(addresses: readonly Address[] = []): AskedMail['to'] {
  return addresses.flatMap((address) => {
    if (address.address === undefined) return mailboxes(address.group)
    return [{ address: addressOf(address.address), ...(address.name !== '' && { name: address.name }) }]
  })
}

/** An address that is one. */
export function addressOf(typed: string): EmailNormalized {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new Error(`${typed} is no address`)
  return normalized
}
