/** The pipelines that come along, in four languages. Rules: docs/concepts/interactions.md (INT-3). @module */
import { locales } from '../kernel/country.ts'
import type { Labels, Pipeline, PipelineStep, Pipelines, StepKind } from './pipeline.ts'

/** A preset as it is written below: texts in English, French, Romanian and Hungarian, with bars between them. */
interface Preset {
  readonly label: string
  readonly steps: Readonly<Record<string, string>>
  readonly lead?: string
  readonly won?: string
  readonly lost?: string
  readonly probabilities?: readonly number[]
}

const table = {
  sale: {
    label: 'Sale|Vente|Vânzare|Értékesítés',
    steps: {
      'first-contact': 'First contact|Prise de contact|Primul contact|Első kapcsolatfelvétel',
      qualification: 'Qualification|Qualification|Calificare|Minősítés',
      'needs-analysis': 'Needs analysis|Analyse des besoins|Analiza nevoilor|Igényfelmérés',
      'quote-sent': 'Quote sent|Devis envoyé|Ofertă trimisă|Ajánlat elküldve',
      negotiation: 'Negotiation|Négociation|Negociere|Tárgyalás',
      won: 'Won|Gagnée|Câștigată|Megnyert',
      lost: 'Lost|Perdue|Pierdută|Elveszett',
    },
    won: 'won',
    lost: 'lost',
  },
  purchase: {
    label: 'Purchase|Achat|Achiziție|Beszerzés',
    steps: {
      need: 'Need|Besoin|Necesar|Igény',
      'quotes-requested': 'Quotes requested|Devis demandés|Oferte solicitate|Ajánlatok bekérve',
      'quotes-received': 'Quotes received|Devis reçus|Oferte primite|Ajánlatok beérkeztek',
      ordered: 'Ordered|Commandé|Comandat|Megrendelve',
      shipped: 'Shipped|Expédié|Expediat|Elküldve',
      reception: 'Reception|Réception|Recepție|Átvétel',
      cancelled: 'Cancelled|Annulé|Anulat|Lemondva',
    },
    won: 'reception',
    lost: 'cancelled',
  },
  transport: {
    label: 'Transport|Transport|Transport|Szállítás',
    steps: {
      request: 'Request|Demande|Cerere|Kérés',
      planned: 'Planned|Planifié|Planificat|Betervezve',
      prepared: 'Prepared|Préparé|Pregătit|Előkészítve',
      loaded: 'Loaded|Chargé|Încărcat|Berakodva',
      'on-the-way': 'On the way|En route|Pe drum|Úton',
      arrived: 'Arrived|Arrivé|Sosit|Megérkezett',
      'positive-reception': 'Positive reception|Réception positive|Recepție pozitivă|Átvéve',
      'negative-reception': 'Negative reception|Réception négative|Recepție negativă|Átvétel megtagadva',
    },
    won: 'positive-reception',
    lost: 'negative-reception',
  },
  project: {
    label: 'Project|Projet|Proiect|Projekt',
    steps: {
      idea: 'Idea|Idée|Idee|Ötlet',
      scope: 'Scope|Périmètre|Definirea cerințelor|Terjedelem',
      plan: 'Plan|Plan|Plan|Terv',
      'kick-off': 'Kick-off|Lancement|Lansare|Projektindítás',
      realization: 'Realization|Réalisation|Realizare|Megvalósítás',
      'acceptance-tests': 'Acceptance tests|Recette|Teste de acceptanță|Átvételi tesztek',
      'provisional-delivery': 'Provisional delivery|Livraison provisoire|Livrare provizorie|Ideiglenes átadás',
      'final-delivery': 'Final delivery|Livraison définitive|Livrare definitivă|Végleges átadás',
      abandoned: 'Abandoned|Abandonné|Abandonat|Elvetve',
    },
    won: 'final-delivery',
    lost: 'abandoned',
  },
  support: {
    label: 'Support|Support|Suport|Ügyfélszolgálat',
    steps: {
      received: 'Received|Reçu|Primit|Beérkezett',
      diagnosis: 'Diagnosis|Diagnostic|Diagnostic|Hibafeltárás',
      'in-treatment': 'In treatment|En traitement|În lucru|Feldolgozás alatt',
      'solution-proposed': 'Solution proposed|Solution proposée|Soluție propusă|Megoldás javasolva',
      'confirmation-report':
        'Confirmation report|Procès-verbal de confirmation|Proces-verbal de confirmare|Megoldást igazoló jegyzőkönyv',
      'not-resolved': 'Not resolved|Non résolu|Nerezolvat|Megoldatlan',
    },
    won: 'confirmation-report',
    lost: 'not-resolved',
  },
  'sales-invoice': {
    label: 'Sales invoice|Facture de vente|Factură de vânzare|Kimenő számla',
    steps: {
      'to-prepare': 'To prepare|À établir|De întocmit|Kiállítandó',
      sent: 'Sent|Envoyée|Trimisă|Elküldve',
      'partly-paid': 'Partly paid|Partiellement payée|Achitată parțial|Részben kifizetve',
      disputed: 'Disputed|Contestée|Contestată|Vitatott',
      overdue: 'Overdue|En retard|Restantă|Lejárt',
      'reminder-by-email': 'Reminder by e-mail|Relance par e-mail|Reamintire prin e-mail|Emlékeztető e-mailben',
      'formal-notice': 'Formal notice|Mise en demeure|Somație de plată|Fizetési felszólítás',
      paid: 'Paid|Payée|Achitată|Kifizetve',
      'written-off': 'Written off|Passée en perte|Trecută pe pierderi|Leírva',
    },
    won: 'paid',
    lost: 'written-off',
  },
  'purchase-invoice': {
    label: 'Purchase invoice|Facture d’achat|Factură de achiziție|Bejövő számla',
    steps: {
      received: 'Received|Reçue|Primită|Beérkezett',
      checked: 'Checked|Vérifiée|Verificată|Ellenőrizve',
      approved: 'Approved|Approuvée|Aprobată|Jóváhagyva',
      'payment-planned': 'Payment planned|Paiement planifié|Plată programată|Fizetés ütemezve',
      paid: 'Paid|Payée|Achitată|Kifizetve',
      refused: 'Refused|Refusée|Refuzată|Elutasítva',
    },
    won: 'paid',
    lost: 'refused',
  },
  recruitment: {
    label: 'Recruitment|Recrutement|Recrutare|Toborzás',
    steps: {
      request: 'Request|Demande|Cerere|Megbízás',
      'profile-defined': 'Profile defined|Profil défini|Profil definit|Profil meghatározva',
      'candidates-chosen': 'Candidates chosen|Candidats retenus|Candidați selectați|Jelöltek kiválasztva',
      interviews: 'Interviews|Entretiens|Interviuri|Interjúk',
      placed: 'Placed|Placé|Plasat|Elhelyezve',
      'not-placed': 'Not placed|Non placé|Neplasat|Nem elhelyezve',
    },
    won: 'placed',
    lost: 'not-placed',
  },
  administrative: {
    label: 'Administrative|Administratif|Administrativ|Adminisztráció',
    steps: { open: 'To do|À faire|De făcut|Teendő' },
  },
  hr: {
    label: 'Human resources|Ressources humaines|Resurse umane|Emberi erőforrások',
    steps: { open: 'To do|À faire|De făcut|Teendő' },
  },
  marketing: { label: 'Marketing|Marketing|Marketing|Marketing', steps: { open: 'To do|À faire|De făcut|Teendő' } },
  email: { label: 'E-mail|E-mail|E-mail|E-mail', steps: { open: 'Filed|Classé|Clasat|Iktatva' } },
  'email-pending': {
    label: 'E-mail pending|E-mail en attente|E-mail în așteptare|Függőben lévő e-mail',
    steps: { open: 'To link|À rattacher|De asociat|Hozzárendelendő' },
  },
  private: { label: 'Private|Privé|Privat|Magán', steps: { open: 'To do|À faire|De făcut|Teendő' } },
  'minicrm-sales': {
    label: 'Sales (MiniCRM)|Ventes (MiniCRM)|Vânzări (MiniCRM)|Értékesítés (MiniCRM)',
    steps: {
      discovery: 'Discovery|Découverte|Descoperire|Feltárás',
      'in-progress': 'In progress|En cours|În desfășurare|Folyamatban',
      won: 'Won|Gagnée|Câștigată|Megnyert',
      lost: 'Lost|Perdue|Pierdută|Elveszett',
    },
    lead: 'discovery',
    won: 'won',
    lost: 'lost',
  },
  'onlyoffice-deal': {
    label: 'Deal (ONLYOFFICE)|Opportunité (ONLYOFFICE)|Oportunitate (ONLYOFFICE)|Lehetőség (ONLYOFFICE)',
    steps: {
      'initial-contact': 'Initial contact|Premier contact|Contact inițial|Kezdeti kapcsolatfelvétel',
      'initial-fit-criteria':
        'Initial fit criteria|Premiers critères d’adéquation|Criterii inițiale de potrivire|Kezdeti megfelelőségi szempontok',
      suspect: 'Suspect|Prospect à confirmer|Client potențial neconfirmat|Lehetséges érdeklődő',
      'need-assessment': 'Need assessment|Évaluation des besoins|Evaluarea nevoilor|Igények felmérése',
      'qualified-prospect': 'Qualified prospect|Prospect qualifié|Client potențial calificat|Minősített érdeklődő',
      proposal: 'Proposal|Proposition|Propunere|Ajánlat',
      negotiations: 'Negotiations|Négociations|Negocieri|Tárgyalások',
      closed: 'Closed|Conclue|Încheiată|Lezárva',
      unsuccessful: 'Unsuccessful|Sans suite|Fără succes|Sikertelen',
    },
    won: 'closed',
    lost: 'unsuccessful',
    probabilities: [1, 2, 3, 20, 50, 75, 90, 100, 0],
  },
} as const

/** The keys of the presets: `sale`, `purchase`, … */
export type PresetKey = keyof typeof table

/** The steps of presets: `sale/won`, `private/open`, … */
export type PresetType<Key extends PresetKey = PresetKey> = {
  readonly [Each in Key]: `${Each}/${keyof (typeof table)[Each]['steps'] & string}`
}[Key]

/** Pipelines that every workspace has, and that can be withheld from nobody: mail is filed there, and holidays. */
export type BuiltInKey = 'email' | 'email-pending' | 'private'

/** The keys of pipelines that every workspace has. */
export const builtInKeys: readonly BuiltInKey[] = ['email', 'email-pending', 'private']

/** Whether every workspace has this pipeline. */
export function isBuiltIn(key: string): key is BuiltInKey {
  return builtInKeys.some((builtIn) => builtIn === key)
}

/** The colors of steps that name none, by their kind. */
export const usualColors: Readonly<Record<StepKind, string>> = {
  lead: '#78909c',
  open: '#1e88e5',
  won: '#2e7d32',
  lost: '#c62828',
}

/** The probability of steps that state none: even steps of five on the way to the good end. */
export function usualProbability(kind: StepKind, before: number, pending: number): number {
  if (kind === 'won') return 100
  if (kind === 'lost') return 0
  return Math.round((20 * (before + 1)) / (pending + 1)) * 5
}

/** All presets, in order. */
export const presetPipelines: Pipelines<PresetType> = Object.entries<Preset>(table).map(readPreset)

/** Some of the presets, and the built-in pipelines behind them. */
export function choosePresets<Key extends PresetKey>(keys: readonly Key[]): Pipelines<PresetType<Key | BuiltInKey>> {
  const chosen = new Set<string>([...keys, ...builtInKeys])
  return [...chosen].flatMap((key) => presetPipelines.filter((preset) => preset.key === key))
}

function readPreset([key, preset]: readonly [string, Preset]): Pipeline {
  const keys = Object.keys(preset.steps)
  const pending = keys.length - (preset.won === undefined ? 0 : 2)
  const steps = keys.map((stepKey, index): PipelineStep => {
    const kind =
      stepKey === preset.won ? 'won' : stepKey === preset.lost ? 'lost' : stepKey === preset.lead ? 'lead' : 'open'
    return {
      key: stepKey,
      kind,
      label: readLabels(preset.steps[stepKey] ?? ''),
      probability: preset.probabilities?.[index] ?? usualProbability(kind, index, pending),
      color: usualColors[kind],
      stampsUpdateDate: kind === 'won',
    }
  })
  return { key, label: readLabels(preset.label), steps }
}

/** Reads texts in English, French, Romanian and Hungarian with bars between them. */
export function readLabels(texts: string): Labels {
  return Object.fromEntries(texts.split('|').map((text, index) => [locales[index], text]))
}
