/** The templates that come along: the fourteen of Simple CRM, in four languages. Rules: docs/concepts/templates.md (TPL-1). @module */
import { labelIn } from '../interaction/pipeline.ts'
import { type PresetType, readLabels } from '../interaction/presets.ts'
import type { Locale } from '../kernel/country.ts'
import type { InteractionTemplate, MeetingOffset, ScheduleOffset } from './interaction-template.ts'

/** The key of a built-in template. */
export type BuiltInTemplateKey = keyof typeof table

/** A template as it is written below: names in English, French, Romanian and Hungarian, step, and the days until a task is due, or a meeting. */
type Row = readonly [labels: string, type: PresetType, planned: number | MeetingOffset, state?: 'in-progress']

const table = {
  'support-ticket': ['Support ticket|Ticket de support|Tichet de suport|Ügyfélszolgálati jegy', 'support/received', 1],
  'sales-opportunity': [
    'Sales opportunity|Opportunité de vente|Oportunitate de vânzare|Értékesítési lehetőség',
    'sale/first-contact',
    7,
    'in-progress',
  ],
  'purchase-invoice': [
    'Purchase invoice|Facture d’achat|Factură de achiziție|Bejövő számla',
    'purchase-invoice/received',
    30,
  ],
  'sales-invoice': ['Sales invoice|Facture de vente|Factură de vânzare|Kimenő számla', 'sales-invoice/to-prepare', 0],
  purchase: ['Purchase|Achat|Achiziție|Beszerzés', 'purchase/need', 7],
  delivery: ['Delivery|Livraison|Livrare|Kiszállítás', 'transport/request', 3],
  'sales-call': [
    'Sales call|Appel téléphonique de vente|Apel telefonic de vânzare|Értékesítési telefonhívás',
    'sale/first-contact',
    0,
  ],
  'support-appointment': [
    'Support appointment|Rendez-vous de support|Întâlnire de suport|Ügyfélszolgálati találkozó',
    'support/diagnosis',
    { inDays: 1, startAt: '10:00', minutes: 60 },
  ],
  'contract-renewal': [
    'Contract renewal|Renouvellement de contrat|Reînnoire de contract|Szerződés megújítása',
    'sale/negotiation',
    30,
  ],
  'administrative-task': [
    'Administrative task|Tâche administrative|Sarcină administrativă|Adminisztratív feladat',
    'administrative/open',
    7,
  ],
  'accounting-task': [
    'Accounting task|Tâche de comptabilité|Sarcină de contabilitate|Könyvelési feladat',
    'administrative/open',
    7,
  ],
  'project-task': ['Project task|Tâche de projet|Sarcină de proiect|Projektfeladat', 'project/realization', 7],
  'hr-task': ['HR task|Tâche RH|Sarcină de resurse umane|HR-feladat', 'hr/open', 7],
  'marketing-task': ['Marketing task|Tâche marketing|Sarcină de marketing|Marketingfeladat', 'marketing/open', 7],
} as const

/** The built-in templates, with their subjects in a language: `Ticket de support 202611227 Pomme SARL`. */
export function builtInTemplates(locale: Locale): readonly InteractionTemplate[] {
  return Object.entries<Row>(table).map(([key, [labels, type, planned, state]]) => {
    const label = readLabels(labels)
    const subject = `${labelIn({ key, label }, locale)} {{date.year}}{{date.month}}{{date.day}}{{company.number}} {{company.name}}`
    const schedule: ScheduleOffset =
      typeof planned === 'number' ? { task: { dueInDays: planned } } : { meeting: planned }
    return { key, label, subject, type, schedule, ...(state !== undefined && { state }) }
  })
}
