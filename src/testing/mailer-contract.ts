/** The contract of {@link Mailer}, and of the lookup that some have. @module */
import { expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'
import {
  type LookupSubject,
  type MailerSubject,
  type MailScript,
  mailToSend,
  refusedAddress,
  sentMailId,
} from './mailer-scene.ts'

const patient = { timeoutMs: 10_000 }
const hasty = { timeoutMs: 500 }

/** Every sentence of the port, as a case. */
export const mailerContract: Contract<MailerSubject> = {
  name: 'Mailer',
  cases: {
    'asks once, whatever comes of it': async ({ mailer, provider }) => {
      for (const [index, script] of reached.entries()) {
        await provider.behave(script)
        await mailer.send(mailToSend(), script === 'never' ? hasty : patient)
        expectEqual(provider.asked.length, index + 1, `how often it was asked, until it ${script}`)
      }
    },

    'says accepted with the provider’s own name for the mail, for every recipient that it took': async (subject) => {
      const answer = await subject.mailer.send(mailToSend(), patient)
      const recipients = answer.kind === 'accepted' ? answer.recipients : []
      const addresses = mailToSend().recipients.map(({ address }) => address)
      expectEqual(recipients.map(({ address }) => address).toSorted(), [...addresses].sort(), 'who is accepted')
      for (const { providerMessageId, event } of recipients) {
        expectThat((providerMessageId ?? '') !== '', 'the provider’s name for the mail is missing')
        expectEqual(event, { kind: 'accepted', at: subject.now }, 'the event')
      }
    },

    'asks for what it was given, word for word and byte for byte': async ({ mailer, provider, lacks = [] }) => {
      const mail = mailToSend()
      await mailer.send(mail, patient)
      const [asked] = provider.asked
      const { name, type, bytes } = asked?.files[0] ?? { name: '', type: '', bytes: new Uint8Array() }
      const said = {
        from: asked?.from,
        replyTo: asked?.replyTo?.address,
        to: asked?.to,
        cc: asked?.cc,
        content: { subject: asked?.subject, text: asked?.text, html: asked?.html },
        headers: asked?.headers.filter(({ name }) => name.toLowerCase() === 'references'),
        files: [{ name, type, bytes: [...bytes] }],
        tracking: asked?.tracking,
      }
      const [to, cc] = mail.recipients.map(({ kind: _, ...mailbox }) => mailbox)
      const expected = {
        ...{ from: mail.from, replyTo: mail.replyTo?.address, to: [to], cc: [cc], content: mail.content },
        ...{ headers: mail.headers, tracking: lacks.includes('tracking') ? null : mail.tracking },
        files: mail.files.map((file) => ({ ...file, bytes: [...file.bytes] })),
      }
      expectEqual(said, expected, 'what the provider was asked')
    },

    'gives a picture the name by which the HTML shows it': async ({ mailer, provider }) => {
      const contentId = 'logo@verger.example'
      const picture = { name: 'logo.png', type: 'image/png', bytes: Uint8Array.of(137, 80), contentId }
      await mailer.send(mailToSend({ files: [picture] }), patient)
      expectEqual(provider.asked[0]?.files[0]?.contentId, contentId, 'the name of the picture')
    },

    'says accepted of those recipients only whom the provider took, and why of each other': async (subject) => {
      const { mailer, provider } = subject
      await provider.behave('takes-some')
      const [carla] = mailToSend().recipients
      if (carla === undefined) throw new Error('the mail of the scene has no recipient')
      const recipients = [carla, { kind: 'to', address: refusedAddress } as const]
      const answer = await mailer.send(mailToSend({ recipients }), patient)
      if (answer.kind === 'refused') return
      const others = answer.kind === 'accepted' ? answer.recipients : []
      const kinds = Object.fromEntries(others.map(({ address, event }) => [address, event.kind]))
      expectEqual(kinds[carla.address], 'accepted', 'the one whom it took')
      const why = kinds[refusedAddress]
      expectThat(why === 'bounced' || why === 'blocked' || why === 'failed', `the one whom it did not take: ${why}`)
    },

    'says refused where the provider won’t ever take it': async ({ mailer, provider, secrets }) => {
      for (const script of ['refuses', 'wrong-key'] as const) {
        await provider.behave(script)
        const answer = await mailer.send(mailToSend(), patient)
        expectEqual(answer.kind, 'refused', `the answer of one that ${script}`)
        expectQuotesNothing(answer, secrets)
      }
    },

    'says postponed only if the provider surely has not got it': async (subject) => {
      const { mailer, provider, now, secrets, lacks = [] } = subject
      await provider.behave('busy')
      const busy = await mailer.send(mailToSend(), patient)
      expectEqual(busy.kind, 'postponed', 'the answer of one that is busy')
      const until = lacks.includes('retry-time') ? undefined : now + 7_000
      if (busy.kind === 'postponed') expectEqual(busy.notBefore, until, 'when it may be asked again')
      await provider.behave('nobody')
      const unreached = await mailer.send(mailToSend(), patient)
      expectEqual(unreached.kind, 'postponed', 'the answer where nobody is')
      expectQuotesNothing([busy, unreached], secrets)
    },

    'says unknown after a timeout, and after an answer that says neither': async ({ mailer, provider, secrets }) => {
      for (const script of ['never', 'hangs-up', 'broken', 'absurd'] as const) {
        await provider.behave(script)
        const answer = await mailer.send(mailToSend(), script === 'never' ? hasty : patient)
        expectEqual(answer.kind, 'unknown', `the answer of one that ${script}`)
        expectQuotesNothing(answer, secrets)
      }
    },

    'sends our own id along, so that events name it': async ({ mailer, provider }) => {
      await mailer.send(mailToSend(), patient)
      expectEqual(provider.asked[0]?.messageId, sentMailId, 'the id')
    },

    'shows nobody who gets a blind copy': async ({ mailer, provider }) => {
      const blind = mailToSend().recipients.filter(({ kind }) => kind === 'bcc')
      await mailer.send(mailToSend(), patient)
      await mailer.send(mailToSend({ recipients: blind }), patient)
      const [together, alone] = provider.asked
      const seen = JSON.stringify([together?.to, together?.cc, together?.headers, together?.replyTo])
      for (const { address } of blind) {
        expectThat(!seen.includes(address), 'a blind copy is shown to the others')
        for (const asked of [together, alone]) {
          const reached = [...(asked?.to ?? []), ...(asked?.cc ?? []), ...(asked?.bcc ?? [])]
          expectThat(
            reached.some((mailbox) => mailbox.address === address),
            'who is to get a blind copy gets nothing',
          )
        }
      }
    },

    'writes a name or a header with line breaks in it as one line': async ({ mailer, provider }) => {
      const broken = 'one\r\nBcc: thief@pear.example\u2028two'
      const [carla] = mailToSend().recipients
      if (carla === undefined) throw new Error('the mail of the scene has no recipient')
      const recipients = [{ ...carla, name: broken }]
      const headers = [{ name: 'X-Note', value: broken }]
      await mailer.send(mailToSend({ recipients, headers, content: { subject: broken, text: 'a' } }), patient)
      const [asked] = provider.asked
      const note = asked?.headers.find(({ name }) => name.toLowerCase() === 'x-note')?.value
      const lines = [asked?.to[0]?.name, note, asked?.subject]
      expectEqual(lines, Array(3).fill('one Bcc: thief@pear.example two'), 'name, header and subject')
    },

    'resolves for whatever the network and the provider do': async ({ mailer, provider }) => {
      for (const script of [...reached, 'nobody'] as const) {
        await provider.behave(script)
        const said = await mailer.send(mailToSend(), hasty).then(
          ({ kind }) => kind,
          () => 'rejected',
        )
        expectThat(said !== 'rejected', `it rejects if the provider ${script}`)
      }
    },

    'rejects for mistakes of the caller': async ({ mailer, provider }) => {
      const mistakes = {
        'nobody to send it to': mailToSend({ recipients: [] }),
        'a name of a header that is none': mailToSend({ headers: [{ name: 'X Note:', value: '1' }] }),
        'a header that a field makes': mailToSend({ headers: [{ name: 'bcc', value: 'thief@pear.example' }] }),
        'neither text nor HTML': mailToSend({ content: { subject: 'Nothing' } }),
      }
      for (const [what, mail] of Object.entries(mistakes)) {
        const outcome = await mailer.send(mail, patient).then(
          () => 'resolved',
          () => 'rejected',
        )
        expectEqual(outcome, 'rejected', what)
      }
      expectEqual(provider.asked, [], 'what was asked')
    },

    'asked about itself, sends nothing to anybody': async ({ mailer, provider }) => {
      for (const script of ['takes', 'wrong-key'] as const) {
        await provider.behave(script)
        await mailer.check(patient)
      }
      expectEqual(provider.asked, [], 'what was asked')
    },

    'finds nothing wrong with what works': async ({ mailer }) => {
      expectEqual(await mailer.check(patient), [], 'what is wrong')
    },

    'names what is wrong, with a remedy': async ({ mailer, provider, secrets }) => {
      await provider.behave('wrong-key')
      const problems = await mailer.check(patient)
      expectThat(problems.length > 0, 'a wrong key was not found')
      for (const { field, problem, remedy } of problems) {
        expectEqual(problem, 'wrong', 'the problem')
        expectThat(field !== '' && remedy.endsWith('.'), `field “${field}”, remedy “${remedy}”`)
      }
      expectQuotesNothing(problems, secrets)
    },

    'says so if the provider can’t be reached': async ({ mailer, provider, secrets }) => {
      for (const script of ['nobody', 'never', 'broken'] as const) {
        await provider.behave(script)
        const problems = await mailer.check(hasty)
        expectEqual(
          problems.map(({ problem }) => problem),
          ['unreachable'],
          `what is wrong with one that is ${script}`,
        )
        expectQuotesNothing(problems, secrets)
      }
    },
  },
}

/** Every sentence about lookups, as a case. */
export const mailLookupContract: Contract<LookupSubject> = {
  name: 'SendLookup',
  cases: {
    'finds a message that the provider took': async ({ mailer, lookup, now }) => {
      await mailer.send(mailToSend(), patient)
      const trace = await lookup.find(uncertain(now), patient)
      expectEqual(trace.kind, 'found', 'the trace')
      const found = trace.kind === 'found' ? trace.recipients : []
      const addresses = mailToSend().recipients.map(({ address }) => address)
      expectEqual(found.map(({ address }) => address).toSorted(), [...addresses].sort(), 'whose it was')
      expectThat(
        found.every(({ providerMessageId }) => (providerMessageId ?? '') !== ''),
        'the provider’s name for the mail is missing',
      )
    },

    'says absent only if the provider can’t have it': async ({ mailer, lookup, provider, now }) => {
      const other = mailToSend({ messageId: '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f02' })
      await mailer.send(other, patient)
      expectEqual(await lookup.find(uncertain(now - dayMs), patient), { kind: 'absent' }, 'a day later')
      for (const script of ['broken', 'absurd', 'wrong-key'] as const) {
        await provider.behave(script)
        const trace = await lookup.find(uncertain(now - dayMs), patient)
        expectEqual(trace, { kind: 'unknown' }, `a day later, if the provider is ${script}`)
      }
    },

    'says unknown where the provider can’t tell yet': async ({ lookup, provider, now }) => {
      expectEqual(await lookup.find(uncertain(now - 1_000), patient), { kind: 'unknown' }, 'a second later')
      for (const script of ['nobody', 'never', 'hangs-up', 'busy'] as const) {
        await provider.behave(script)
        const trace = await lookup.find(uncertain(now - dayMs), hasty)
        expectEqual(trace, { kind: 'unknown' }, `if the provider is ${script}`)
      }
    },

    'sends nothing': async ({ lookup, provider, now }) => {
      await lookup.find(uncertain(now - dayMs), patient)
      expectEqual(provider.asked, [], 'what was asked')
    },
  },
}

const dayMs = 24 * 60 * 60_000

/** All that a provider which is there may do. */
const reached: readonly MailScript[] = ['takes', 'refuses', 'busy', 'absurd', 'broken', 'never', 'hangs-up']

function uncertain(askedAt: number) {
  const recipients = mailToSend().recipients.map(({ address }) => address)
  return { messageId: sentMailId, recipients, askedAt }
}

function expectQuotesNothing(said: unknown, secrets: readonly string[]): void {
  const text = JSON.stringify(said)
  const mail = mailToSend()
  for (const secret of [...secrets, ...mail.recipients.map(({ address }) => address), mail.content.subject]) {
    expectThat(!text.includes(secret), 'an answer quotes what it must not')
  }
}
