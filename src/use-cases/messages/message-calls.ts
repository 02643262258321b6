/** The calls of the desk of messages: read what is given, open the session, do it. @module */
import { parseCommandOptions } from '../../schemas/call.ts'
import {
  parseCreditChange,
  parseDeliverabilityQuery,
  parseEventReplay,
  parseMessageListQuery,
  parseNewMail,
  parseNewSms,
  parseSendOutcome,
} from '../../schemas/message.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { listMessages, reportDeliverability } from './list-messages.ts'
import type { MessageCheck, MessageDesk, MessagePreview } from './message-desk.ts'
import { messageTemplateDesk } from './message-templates.ts'
import { addCredit, replayProviderEvents } from './message-upkeep.ts'
import { openMessageFile } from './open-file.ts'
import { type MessagePlan, planMail, planSms } from './plan-message.ts'
import { showMessage, showWords } from './show-message.ts'
import { cancelMessage, getMessage, resendMessage, resolveMessage, sendMail, sendSms } from './write-message.ts'

/** The message desk of whoever the session is opened for. */
export function messageDesk(open: OpenSession): MessageDesk {
  return {
    templates: messageTemplateDesk(open),
    checkMail: async (mail) => {
      const asked = accept(parseNewMail(mail))
      return checkOf(await planMail(await open('messages.checkMail'), asked))
    },
    checkSms: async (sms) => {
      const asked = accept(parseNewSms(sms))
      return checkOf(await planSms(await open('messages.checkSms'), asked))
    },
    sendMail: async (mail, options = {}) => {
      const [asked, how] = [accept(parseNewMail(mail)), accept(parseCommandOptions(options))]
      return sendMail(await open('messages.sendMail'), asked, how)
    },
    sendSms: async (sms, options = {}) => {
      const [asked, how] = [accept(parseNewSms(sms)), accept(parseCommandOptions(options))]
      return sendSms(await open('messages.sendSms'), asked, how)
    },
    get: async (id) => {
      const known = readId(id, 'id')
      const session = await open('messages.get')
      return showMessage(session, await getMessage(session, known))
    },
    words: async (id) => {
      const known = readId(id, 'id')
      const session = await open('messages.words')
      return showWords(session, await getMessage(session, known))
    },
    openFile: async (id, fileId) => {
      const [known, file] = [readId(id, 'id'), readId(fileId, 'fileId')]
      const session = await open('messages.openFile')
      return openMessageFile(session, await getMessage(session, known), file)
    },
    list: async (query = {}) => {
      const asked = accept(parseMessageListQuery(query))
      return listMessages(await open('messages.list'), asked)
    },
    cancel: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      const session = await open('messages.cancel')
      return showMessage(session, await cancelMessage(session, known, how))
    },
    resend: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      const session = await open('messages.resend')
      return showMessage(session, await resendMessage(session, known, how))
    },
    resolveUncertain: async (id, outcome, options = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parseSendOutcome(outcome))]
      const how = accept(parseCommandOptions(options))
      const session = await open('messages.resolveUncertain')
      return showMessage(session, await resolveMessage(session, known, asked, how))
    },
    deliverability: async (query) => {
      const asked = accept(parseDeliverabilityQuery(query))
      return reportDeliverability(await open('messages.deliverability'), asked)
    },
    smsCredit: async () => {
      const { store, actor } = await open('messages.smsCredit')
      return store.messages.smsCredit(actor.workspaceId)
    },
    addSmsCredit: async (parts, options = {}) => {
      const [asked, how] = [accept(parseCreditChange(parts)), accept(parseCommandOptions(options))]
      return addCredit(await open('messages.addSmsCredit'), asked, how)
    },
    replayEvents: async (replay, options = {}) => {
      const [asked, how] = [accept(parseEventReplay(replay)), accept(parseCommandOptions(options))]
      return replayProviderEvents(await open('messages.replayEvents'), asked, how)
    },
  }
}

function checkOf({ problems, messages, parts, missing }: MessagePlan): MessageCheck {
  const sizes = messages.flatMap(({ size }) => size ?? [])
  return { problems, messages: messages.length, parts, sizes, missing, preview: previewOf(messages) }
}

function previewOf([first]: MessagePlan['messages']): MessagePreview | null {
  if (first === undefined) return null
  const { subject, text, html } = first.words
  return { ...(subject !== undefined && { subject }), text, ...(html !== undefined && { html }) }
}
