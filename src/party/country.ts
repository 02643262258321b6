/** Reads the country of an address or a company from what people write into a cell. @module */

import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'

/**
 * The country that a text names: an ISO 3166-1 code of two or three letters, or a name in English, French, Romanian,
 * Hungarian, or the country's own language. Unknown and ambiguous texts are `null`.
 */
export function parseCountry(text: string): CountryCode | null {
  const code = text.trim().toUpperCase()
  if (/^[A-Z]{2}$/.test(code) && codes().has(code)) return code
  if (/^[A-Z]{3}$/.test(code)) {
    const twoLetters = codesByThreeLetters().get(code)
    if (twoLetters !== undefined) return twoLetters
  }
  const name = foldText(text)
  if (name === '' || sharedNames.has(name)) return null
  return commonNames().get(name) ?? rareNames().get(name) ?? null
}

/** Two letters and three letters of every ISO 3166-1 country. */
const isoCodes =
  'ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD ' +
  'BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN ' +
  'CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU ' +
  'DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB ' +
  'GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG ' +
  'HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN ' +
  'KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU ' +
  'LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR ' +
  'MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL ' +
  'OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB ' +
  'RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP ' +
  'SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN ' +
  'TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ' +
  'ZMZMB ZWZWE'

/** Names that people use and the Unicode tables do not have. */
const otherNames: Readonly<Record<CountryCode, string>> = {
  GB: 'uk|great britain|britain|united kingdom of great britain and northern ireland|england|scotland|wales|northern ireland|grande bretagne|angleterre|ecosse|pays de galles|irlande du nord|marea britanie|anglia|marea britanie si irlanda de nord|nagy britannia|nagybritannia|skocia|grossbritannien|groot brittannie',
  US: 'usa|u s a|u s|united states of america|america|etats unis d amerique|etats unis|sua|statele unite|amerikai egyesult allamok|vereinigte staaten von amerika|verenigde staten van amerika',
  NL: 'holland|the netherlands|hollande|olanda|nederland',
  CZ: 'czech republic|republique tcheque|republica ceha|cseh koztarsasag|tschechische republik|ceska republika',
  GR: 'el|hellas|hellenic republic',
  CH: 'suisse|schweiz|svizzera|elvetia|confederation suisse|schweizerische eidgenossenschaft',
  DE: 'federal republic of germany|bundesrepublik deutschland|brd|rfg|republica federala germania',
  FR: 'republique francaise|france metropolitaine|franta',
  RO: 'roumania|rumania|republica romania',
  HU: 'magyar koztarsasag',
  MD: 'moldova|republic of moldova|republique de moldavie|moldavia',
  RU: 'russian federation|federation de russie|federatia rusa|orosz foderacio',
  MK: 'macedonia|macedoine|fyrom',
  TR: 'turkey|turkiye',
  BY: 'bielorussie|belorusia',
  CI: 'ivory coast|cote divoire',
  CV: 'cape verde',
  KR: 'south korea|republic of korea|coree du sud|coreea de sud|del korea',
  KP: 'north korea|coree du nord',
  CN: 'people s republic of china|prc|republique populaire de chine',
  IE: 'eire|republic of ireland|republique d irlande',
  LU: 'grand duchy of luxembourg|grand duche de luxembourg|letzebuerg',
  AE: 'uae|emirats arabes unis|eau',
  CD: 'drc|rdc|republique democratique du congo|democratic republic of the congo',
  CG: 'republic of the congo|republique du congo',
  RE: 'reunion|la reunion|ile de la reunion',
  VA: 'vatican|holy see|saint siege',
  VN: 'viet nam',
  SY: 'syria|syrie',
  LA: 'laos',
  MM: 'burma|birmanie',
  SZ: 'swaziland',
  TL: 'east timor',
}

/** Names that several countries are called by. */
const sharedNames: ReadonlySet<string> = new Set('congo|kongo|korea|coree|coreea|saint martin|micronesia'.split('|'))

/** The four languages of crmkit, and German and Dutch, in which Europe's exports come most often. */
const firstLanguages = 'en fr ro hu de nl'.split(' ')
/** Those in which the other European countries call themselves. */
const otherLanguages = 'it es pt pl cs sk sl hr sr bg el da sv nb fi et lv lt is sq mk uk ru tr ga mt ca lb'.split(' ')

let knownCodes: ReadonlySet<string> | undefined
let threeLetters: ReadonlyMap<string, CountryCode> | undefined
let inFirstLanguages: ReadonlyMap<string, CountryCode> | undefined
let inOtherLanguages: ReadonlyMap<string, CountryCode> | undefined

function codes(): ReadonlySet<string> {
  knownCodes ??= new Set(isoCodes.split(' ').map((pair) => pair.slice(0, 2)))
  return knownCodes
}

function codesByThreeLetters(): ReadonlyMap<string, CountryCode> {
  threeLetters ??= new Map(isoCodes.split(' ').map((pair) => [pair.slice(2), pair.slice(0, 2)]))
  return threeLetters
}

/** Made when it is first needed: it asks the runtime, which knows the names, some thousand times. */
function commonNames(): ReadonlyMap<string, CountryCode> {
  inFirstLanguages ??= new Map([...namesIn(firstLanguages), ...shortNames()])
  return inFirstLanguages
}

function rareNames(): ReadonlyMap<string, CountryCode> {
  inOtherLanguages ??= namesIn(otherLanguages)
  return inOtherLanguages
}

function shortNames(): readonly (readonly [string, CountryCode])[] {
  return Object.entries(otherNames).flatMap(([code, list]) => list.split('|').map((name) => [name, code] as const))
}

const ambiguous = 'ambiguous'

function namesIn(languages: readonly string[]): ReadonlyMap<string, CountryCode> {
  const found = new Map<string, CountryCode>()
  for (const language of languages) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of codes()) addName(found, foldText(display.of(code) ?? ''), code)
  }
  for (const [name, code] of found) if (name === '' || code === ambiguous) found.delete(name)
  return found
}

function addName(found: Map<string, CountryCode>, name: string, code: CountryCode): void {
  const known = found.get(name)
  found.set(name, known === undefined || known === code ? code : ambiguous)
}
