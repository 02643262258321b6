/**
 * Legal forms: how they are written, and which ones are one form in several languages.
 * Rules: docs/concepts/identity.md (IDN-6). @module
 */
import type { CountryCode } from '../kernel/country.ts'

/** A legal form by its code, whatever language it was written in: `sarl`, `sa`, `gmbh`. */
export type LegalForm = string

/** A name whose form was taken off. */
export interface NameWithoutForm {
  readonly name: string
  readonly legalForm?: LegalForm
}

/**
 * The ways to write each form, folded. Forms that translate each other in a country with several languages have one
 * code: SA and NV (Belgium) and AG (Switzerland, Luxembourg); SPRL, BVBA, SRL and BV (Belgium); SARL and GmbH
 * (Switzerland, Luxembourg). Elsewhere two of them never meet at one address.
 */
const writtenForms: Readonly<Record<LegalForm, string>> = {
  sa: 'sa|nv|ag|sa nv|akg|societe anonyme|naamloze vennootschap|spolka akcyjna|aktiengesellschaft|societate pe actiuni|sociedad anonima',
  srl: 'srl|sprl|bvba|bv|bvba sprl|besloten vennootschap|societate cu raspundere limitata|societatea cu raspundere limitata|besloten vennootschap met beperkte aansprakelijkheid|societe privee a responsabilite limitee|societa a responsabilita limitata',
  sarl: 'sarl|gmbh|sagl|sa rl|s a rl|gesellschaft mit beschrankter haftung|gesellschaft mbh|gesmbh|ges mbh|societe a responsabilite limitee|mbh',
  'sarl-s': 'sarl s|sa rl s',
  'srl-d': 'srl d',
  srls: 'srls',
  eurl: 'eurl|entreprise unipersonnelle a responsabilite limitee',
  sas: 'sas|societe par actions simplifiee|societa in accomandita semplice',
  sasu: 'sasu|societe par actions simplifiee unipersonnelle|societe par actions simplifiee a associe unique',
  sca: 'sca|comm va|societe en commandite par actions|societate in comandita pe actiuni',
  scs: 'scs|scomm|societe en commandite simple|comm v|commv|gewone commanditaire vennootschap|societate in comandita simpla',
  snc: 'snc|vof|societe en nom collectif|vennootschap onder firma|societate in nume colectiv',
  sci: 'sci|societe civile immobiliere',
  scp: 'scp|societe civile professionnelle',
  sccv: 'sccv',
  selarl: 'selarl',
  selas: 'selas',
  earl: 'earl',
  gaec: 'gaec',
  scea: 'scea',
  gfa: 'gfa',
  gie: 'gie',
  scop: 'scop',
  scic: 'scic',
  sem: 'saem|saeml',
  se: 'se|societas europaea',
  scrl: 'scrl|cvba|sc|cv|societe cooperative|cooperatieve vennootschap|societe cooperative a responsabilite limitee',
  asbl: 'asbl|vzw|vog|association sans but lucratif|vereniging zonder winstoogmerk',
  aisbl: 'aisbl|ivzw|ivog',
  scsp: 'scsp',
  ltd: 'ltd|limited|private limited|private limited company|limited company|co ltd|co limited|company ltd|company limited|pvt ltd|pvt limited|pty ltd|pty limited|teoranta',
  plc: 'plc|public limited company',
  llp: 'llp|limited liability partnership',
  lp: 'lp|limited partnership',
  llc: 'llc|limited liability company|ooo',
  inc: 'inc|incorporated',
  corp: 'corp|corporation',
  jsc: 'jsc|joint stock company|ao',
  ojsc: 'ojsc|oao|open joint stock company',
  pjsc: 'pjsc|pao|public joint stock company',
  zao: 'zao|cjsc|closed joint stock company',
  kg: 'kg|kommanditgesellschaft',
  ohg: 'ohg|offene handelsgesellschaft',
  gbr: 'gbr|egbr|gesellschaft burgerlichen rechts',
  ug: 'ug|ug haftungsbeschrankt|unternehmergesellschaft|unternehmergesellschaft haftungsbeschrankt',
  'gmbh-co-kg': 'gmbh and co kg|gmbh co kg|gmbh and co kommanditgesellschaft|gmbh and co',
  'gmbh-co-ohg': 'gmbh and co ohg|gmbh co ohg',
  'ug-co-kg': 'ug and co kg|ug co kg|ug haftungsbeschrankt and co kg',
  'ag-co-kg': 'ag and co kg|ag co kg',
  kgaa: 'kgaa|ag and co kgaa|se and co kgaa',
  eg: 'eg|eingetragene genossenschaft',
  ev: 'ev|eingetragener verein',
  ek: 'ek|e kfm|e kfr',
  ggmbh: 'ggmbh',
  kft: 'kft|korlatolt felelossegu tarsasag',
  zrt: 'zrt|zartkoruen mukodo reszvenytarsasag',
  nyrt: 'nyrt|nyilvanosan mukodo reszvenytarsasag',
  rt: 'rt|reszvenytarsasag',
  bt: 'bt|beteti tarsasag',
  kkt: 'kkt|kozkereseti tarsasag',
  ec: 'ec|egyeni ceg',
  spa: 'spa|societa per azioni',
  sapa: 'sapa',
  scarl: 'scarl|scrl it',
  sl: 'sl|sociedad limitada|slu|sociedad de responsabilidad limitada',
  sau: 'sau',
  'sa-de-cv': 'sa de cv',
  lda: 'lda|limitada',
  'sp-zoo': 'sp zoo|sp z oo|sp z o o|spolka zoo|spolka z oo|spolka z ograniczona odpowiedzialnoscia',
  sro: 'sro|s r o|spol s ro|spol sro',
  as: 'as|a s|aktieselskab|aksjeselskap',
  aps: 'aps|anpartsselskab',
  ab: 'ab|aktiebolag',
  oy: 'oy|osakeyhtio',
  oyj: 'oyj',
  doo: 'doo|d o o',
  ad: 'ad',
  ood: 'ood',
  eood: 'eood',
}

/** Forms that are also written before the name. */
const leadingForms: ReadonlySet<string> = new Set(
  (
    'sa|sas|sasu|sarl|eurl|sci|scp|snc|sccv|selarl|selas|earl|gaec|scea|gfa|gie|scop|sca|scs|sprl|srl|asbl|nv|bv|bvba|vzw|' +
    'societe anonyme|societe a responsabilite limitee|societe par actions simplifiee|societe civile immobiliere|' +
    'societe en nom collectif|societatea cu raspundere limitata|societate cu raspundere limitata|societate pe actiuni|' +
    'ooo|oao|ao|zao|pao|jsc|ojsc|pjsc|joint stock company|limited liability company'
  ).split('|'),
)

/** The last word of each way to write a form → those ways, the longest first. */
const formsByLastWord: ReadonlyMap<string, readonly WrittenForm[]> = indexForms(
  (words) => words.at(-1),
  () => true,
)
const formsByFirstWord: ReadonlyMap<string, readonly WrittenForm[]> = indexForms(
  (words) => words[0],
  (written) => leadingForms.has(written),
)

interface WrittenForm {
  readonly written: string
  readonly legalForm: LegalForm
}

/** Takes the legal form off a folded name, from its end or else from its start. A name never becomes nothing. */
export function takeOffLegalForm(folded: string, country?: CountryCode): NameWithoutForm {
  const taken = takeOffForm(folded, country)
  return country === 'BE' && isSrlOrSarl(taken.legalForm) ? { ...taken, legalForm: belgianSrl } : taken
}

function takeOffForm(folded: string, country: CountryCode | undefined): NameWithoutForm {
  const named = dropRomanianTitle(joinSpelledForm(folded), country)
  const atEnd = takeOffEnd(named)
  if (atEnd.legalForm === undefined) return takeOffStart(named)
  // "SA NV", "SPRL BVBA", "SA Delhaize NV": the same form once more, or in the country's other language.
  const again = [takeOffEnd(atEnd.name), takeOffStart(atEnd.name)]
  return again.find(({ legalForm }) => legalForm === atEnd.legalForm) ?? atEnd
}

/** Whether two companies may be one as far as their legal forms say: a form that is missing on one side agrees. */
export function legalFormsAgree(a: LegalForm | undefined, b: LegalForm | undefined): boolean {
  return a === undefined || b === undefined || areOneLegalForm(a, b)
}

/**
 * The SRL in Belgium, where "société à responsabilité limitée" is what it is called in full, and "GmbH" in the east. It
 * is one with an SRL or a SARL whose country is not said: of another country it would hardly be at the same address.
 */
const belgianSrl: LegalForm = 'srl-be'

/** Whether two forms are one, or neither side has any. */
export function areOneLegalForm(a: LegalForm | undefined, b: LegalForm | undefined): boolean {
  return a === b || (a === belgianSrl && isSrlOrSarl(b)) || (b === belgianSrl && isSrlOrSarl(a))
}

function isSrlOrSarl(form: LegalForm | undefined): boolean {
  return form === 'srl' || form === 'sarl'
}

/** Romanian law makes firms write "S.C." (societate comercială) before the name; it says nothing. */
function dropRomanianTitle(name: string, country: CountryCode | undefined): string {
  if (!name.startsWith('sc ') || name.length < 4) return name
  const rest = name.slice(3)
  const isFirm = country === 'RO' || takeOffEnd(rest).legalForm !== undefined
  return isFirm && !isForm(rest) ? rest : name
}

const lettersAtStart = /^\S(?: \S)+(?= )/
const lettersAtEnd = /(?<= )\S(?: \S)+$/

/** "Dupont S A R L" → "Dupont SARL": where people leave out the dots. */
function joinSpelledForm(name: string): string {
  const spelled = (name.at(-2) === ' ' && name.at(-4) === ' ') || (name[1] === ' ' && name[3] === ' ')
  if (!spelled) return name
  const end = lettersAtEnd.exec(name)?.[0].replaceAll(' ', '') ?? ''
  for (let from = 0; from < end.length - 1; from++) {
    const form = end.slice(from)
    if (isForm(form)) return name.slice(0, name.length - 2 * form.length + 1) + form
  }
  const start = lettersAtStart.exec(name)?.[0].replaceAll(' ', '') ?? ''
  for (let to = start.length; to > 1; to--) {
    const form = start.slice(0, to)
    if (leadingForms.has(form)) return form + name.slice(2 * to - 1)
  }
  return name
}

function isForm(name: string): boolean {
  return formsByLastWord.get(name)?.some((form) => form.written === name) ?? false
}

function takeOffEnd(name: string): NameWithoutForm {
  const forms = formsByLastWord.get(name.slice(name.lastIndexOf(' ') + 1))
  for (const { written, legalForm } of forms ?? []) {
    const at = name.length - written.length - 1
    if (at < 1 || name.charCodeAt(at) !== 32 || !name.endsWith(written)) continue
    const rest = name.slice(0, at)
    // "Smith & Co Ltd" is "Smith & Co", and "Hôtel & Spa" no firm of Italy.
    if (!rest.endsWith(' and')) return { name: rest, legalForm }
  }
  return { name }
}

function takeOffStart(name: string): NameWithoutForm {
  const blank = name.indexOf(' ')
  if (blank < 0) return { name }
  for (const { written, legalForm } of formsByFirstWord.get(name.slice(0, blank)) ?? [])
    if (name.startsWith(`${written} `)) return { name: name.slice(written.length + 1), legalForm }
  return { name }
}

function indexForms(
  keyOf: (words: readonly string[]) => string | undefined,
  isWanted: (written: string) => boolean,
): ReadonlyMap<string, readonly WrittenForm[]> {
  const index = new Map<string, WrittenForm[]>()
  for (const [legalForm, ways] of Object.entries(writtenForms)) {
    for (const written of ways.split('|').filter(isWanted)) {
      const key = keyOf(written.split(' ')) ?? ''
      const forms = index.get(key)
      if (forms === undefined) index.set(key, [{ written, legalForm }])
      else forms.push({ written, legalForm })
    }
  }
  for (const forms of index.values()) forms.sort((a, b) => b.written.length - a.written.length)
  return index
}
