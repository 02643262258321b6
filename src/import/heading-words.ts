/** What headings are called in English, French, Romanian and Hungarian. Rules: docs/concepts/imports.md (IMP-2). @module */
import { foldText } from '../kernel/fold.ts'

/** What a heading says, without saying whose it is. */
export type HeadingConcept =
  | 'company-name'
  | 'other-name'
  | 'given-name'
  | 'family-name'
  | 'full-name'
  | 'name'
  | 'customer'
  | 'honorific'
  | 'title'
  | 'job-title'
  | 'department'
  | 'birthday'
  | 'email'
  | 'phone'
  | 'mobile'
  | 'fax'
  | 'website'
  | 'social-profile'
  | 'description'
  | 'tags'
  | 'owner'
  | 'type'
  | 'temperature'
  | 'currency'
  | 'siret'
  | 'siren'
  | 'vat'
  | 'registration-number'
  | 'country'
  | 'address'
  | 'line1'
  | 'line2'
  | 'postcode'
  | 'city'
  | 'postcode-city'
  | 'region'
  | 'full-address'
  | 'company-trait'

/** Whose it is. */
export type HeadingScope = 'company' | 'contact' | 'work' | 'home' | 'billing' | 'delivery' | 'other'

/** A heading, understood. */
export interface HeadingMeaning {
  readonly concept: HeadingConcept
  readonly scope: HeadingScope | null
}

/** Understands a heading, or answers `null`. */
export function understandHeading(heading: string): HeadingMeaning | null {
  const words = headingWords(heading)
  const whole = words.join(' ')
  const direct = concepts.get(whole)
  if (direct !== undefined) return { concept: direct, scope: scopeOf(words) }
  const rest = words.filter((word) => !scopes.has(word) && !fillers.has(word) && !/^\d$/.test(word))
  const concept =
    concepts.get(rest.join(' ')) ??
    concepts.get(rest.filter((word) => !addressWords.has(word)).join(' ')) ??
    postcodeAndCity(rest) ??
    strongConcept(words)
  return concept === undefined ? null : { concept, scope: scopeOf(words) }
}

/** The words of a heading, folded: `codePostalEtablissement` and `Code_Postal` have `code` and `postal`. */
function headingWords(heading: string): readonly string[] {
  const spaced = heading.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
  const plain = foldText(spaced.replace(/_+/g, ' '))
  return plain === '' ? [] : plain.split(' ')
}

function scopeOf(words: readonly string[]): HeadingScope | null {
  for (const word of words) {
    const scope = scopes.get(word)
    if (scope !== undefined) return scope
  }
  return null
}

/** `CP / Ville`, `PLZ und Ort`, `City, ZIP`: two headings in one, in any language and either order. */
function postcodeAndCity(words: readonly string[]): HeadingConcept | undefined {
  const named = words.filter((word) => !connectors.has(word))
  const cut = named.findIndex((_, index) => {
    const pair = [named.slice(0, index).join(' '), named.slice(index).join(' ')]
    const isPair = (concept: HeadingConcept) => pair.some((part) => concepts.get(part) === concept)
    // "Cod localitate" is the number of a town.
    return !pair.includes('cod') && isPair('postcode') && isPair('city')
  })
  return cut === -1 ? undefined : 'postcode-city'
}

const connectors: ReadonlySet<string> = new Set(['et', 'and', 'si', 'es', 'und', 'en'])

/** Words that say what a column is, whatever stands beside them. */
function strongConcept(words: readonly string[]): HeadingConcept | undefined {
  for (const concept of ['siret', 'siren'] as const) if (words.includes(concept)) return concept
  return words.some((word) => word === 'tva' || word === 'vat') && words.length <= 4 ? 'vat' : undefined
}

const concepts: ReadonlyMap<string, HeadingConcept> = wordList<Exclude<HeadingConcept, 'postcode-city'>>({
  'company-name':
    'company|company name|companyname|business name|account|account name|organization|organization name|organisation|organisation name|employer|legal name|associated company|raison sociale|denomination|denomination sociale|societe|nom societe|nom de la societe|entreprise|nom entreprise|nom de l entreprise|nom etablissement|etablissement|nom du compte|compte|denumire|denumire firma|denumire societate|nume firma|nume companie|firma|companie|societate|organizatie|ceg|cegnev|ceg neve|vallalat|szervezet|firmenname|bedrijf|bedrijfsnaam|identite operateur',
  'other-name':
    'other name|trade name|trading name|commercial name|brand|alias|nom commercial|nom d usage|enseigne|denomination usuelle|sigle|nume comercial|kereskedelmi nev|rovid nev',
  'given-name':
    'first name|firstname|first|given name|forename|middle name|additional name|prenom|prenoms|deuxieme prenom|autres prenoms|prenume|keresztnev|utonev|vorname|voornaam',
  'family-name':
    'last name|lastname|last|family name|surname|nom de famille|nume de familie|nume familie|csaladnev|vezeteknev|nachname|achternaam',
  'full-name':
    'full name|last name first name|first name last name|first and last name|name and surname|display name|contact person|contact|primary contact|main contact|contact principal|nom complet|nom et prenom|nom prenom|prenom nom|interlocuteur|dirigeant|gerant|nume complet|nume si prenume|nume prenume|persoana de contact|persoana contact|administrator|teljes nev|kapcsolattarto|ugyvezeto',
  name: 'name|nom|nume|numele|nev|neve|person|personne|naam',
  customer:
    'intitule|client|client name|customer|customer name|supplier|supplier name|vendor|vendor name|prospect|nom client|nom du client|fournisseur|nom fournisseur|nom du fournisseur|nume client|numele clientului|furnizor|nume furnizor|numele furnizorului|ugyfel|ugyfel neve|ugyfelnev|vevo|vevo neve|szallito|szallito neve|partner|partner name|partner neve|partenaire|nom partenaire|nom du partenaire|partener|nume partener|denumire partener|denumire client|denumire furnizor|geschaftspartner',
  honorific: 'honorific|salutation|name prefix|prefix|civilite|formule d appel|apelativ|megszolitas|anrede|aanhef',
  title: 'title|titre|titlu|cim titulus|titulus',
  'job-title':
    'job title|jobtitle|job|position|role|organization title|fonction|poste|intitule du poste|intitule de poste|profession|functie|functia|post|pozitie|beosztas|munkakor|pozicio|foglalkozas|functietitel',
  department: 'department|dept|team|service|departament|sectie|osztaly|reszleg|organization department',
  birthday:
    'birthday|birth date|birthdate|date of birth|dob|anniversaire|date de naissance|ne le|data nasterii|data nastere|zi de nastere|szuletesnap|szuletesi datum|szuletes',
  email:
    'email|e mail|mail|email address|e mail address|emails|additional email addresses|courriel|courrier electronique|adresse email|adresse e mail|adresse mail|adresse de messagerie|adresse electronique|adresa email|adresa de email|adresa e mail|email cim|e mail cim|emailcim|posta electronica|mel',
  phone:
    'phone|phone number|telephone|telephone number|tel|landline|main phone|primary phone|fixe|tel fixe|telephone fixe|numero de telephone|n de telephone|no telephone|num tel|telefon|telefon fix|numar telefon|numar de telefon|nr telefon|nr tel|telefonszam|vezetekes telefon',
  mobile:
    'mobile|mobile phone|mobile number|mobile phone number|cell|cell phone|cellphone|cellular|portable|tel mobile|tel portable|telephone mobile|telephone portable|gsm|mobil|telefon mobil|numar mobil|mobiltelefon|mobilszam|mobil telefon|mobil telefonszam',
  fax: 'fax|fax number|facsimile|telecopie|telecopieur|numero de fax|faxszam|numar fax',
  website:
    'website|web site|site|web|web page|homepage|home page|url|domain|domain name|website url|site web|site internet|page web|pagina web|site ul|weboldal|honlap|weblap|internetcim',
  'social-profile':
    'linkedin|linkedin url|linkedin profile|twitter|twitter handle|x|facebook|facebook url|instagram|social profile|profil linkedin',
  description:
    'notes|note|description|comment|comments|remarks|background|remarque|remarques|commentaire|commentaires|observations|observatii|nota|descriere|comentarii|megjegyzes|megjegyzesek|leiras|jegyzet',
  tags: 'tags|tag|labels|label|groups|group membership|category|categories|keywords|etiquettes|etiquette|mots cles|categorie|etichete|eticheta|categorii|cimkek|cimke|kategoria|kategoriak|tag list',
  owner:
    'owner|owner name|record owner|account owner|contact owner|company owner|lead owner|assigned to|assigned user|assignee|sales|sales rep|responsible|account manager|responsable|proprietaire|assigne a|assigne|commercial|charge d affaires|responsabil|agent|felelos|ugyfelfelelos|hozzarendelve',
  type: 'type|account type|company type|contact type|type de compte|type de client|tip|tip client|tipus|ugyfel tipusa',
  temperature: 'temperature|rating|hotness|temperatura|homerseklet',
  currency: 'currency|currency code|devise|monnaie|moneda|valuta|penznem|deviza',
  siret: 'siret|numero siret|n siret|no siret|num siret|code siret',
  siren: 'siren|numero siren|n siren|no siren',
  vat: 'vat|vat number|vat no|vat id|vat registration number|tax id|tax number|tax registration number|tva|n tva|no tva|numero tva|numero de tva|tva intracommunautaire|identifiant tva|n tva intracommunautaire|numero de tva intracommunautaire|cui|cif|cod fiscal|cod unic de inregistrare|cod tva|cod identificare fiscala|adoszam|ado szam|kozossegi adoszam|eu adoszam|ust id|ust idnr|ustid|btw|btw nummer|partita iva',
  'registration-number':
    'registration number|company number|company registration number|company no|registered number|crn|reg no|enterprise number|numero d entreprise|numero d enregistrement|numero rcs|n rcs|rcs|nr reg com|nr reg comertului|nr registrul comertului|numar registrul comertului|numar de inregistrare|nr inregistrare|reg com|j|cegjegyzekszam|cegjegyzek szam|ondernemingsnummer|handelsregisternummer',
  country: 'country|country region|country name|country code|pays|pays region|tara|orszag|land',
  address: 'address|street address|adresse|adresse postale|adresa|cim|lakcim|szekhely|sediu|anschrift|adres',
  line1:
    'street|street name|address line 1|address line1|addressline 1|addressline1|address 1|address1|street 1|rue|voie|adresse 1|adresse ligne 1|strada|utca|utca hazszam|cimsor 1|strasse|straat|house number|numar strada',
  line2:
    'address line 2|address line2|addressline 2|addressline2|address 2|address2|street 2|extended address|po box|pobox|adresse 2|adresse ligne 2|complement|complement adresse|complement d adresse|boite postale|bp|adresa 2|cimsor 2',
  postcode:
    'postcode|post code|postal code|postalcode|zip|zip code|zipcode|zip postal code|code postal|cp|c p|cod postal|cod|iranyitoszam|irsz|ir szam|plz|postleitzahl',
  city: 'city|town|post town|posttown|locality|municipality|ville|commune|localite|oras|orasul|localitate|localitatea|varos|telepules|helyseg|ort|stad|gemeente',
  region:
    'region|state|state province|state region|province|county|departement|dep region|departement region|etat|judet|judetul|regiune|megye|regio|bundesland',
  'full-address':
    'full address|complete address|formatted|formatted address|adresse complete|adresa completa|teljes cim',
  'company-trait':
    'industry|sector|secteur|secteur d activite|sic code|sic|employees|number of employees|no of employees|numberofemployees|effectif|annual revenue|annualrevenue|ownership|ticker symbol|tickersymbol|chiffre d affaires|capital|capital social|forme juridique|juridical form|naf|ape|code ape|code naf|caen|cod caen|domeniu|iparag|is company|cifra de afaceri|incorporation date|company status|company category',
})

const scopes: ReadonlyMap<string, HeadingScope> = wordList<HeadingScope>({
  company:
    'company|account|organization|organisation|societe|entreprise|etablissement|compte|acteur|firma|firmei|companie|companiei|societate|societatii|ceg|cegnev|ceges|reg',
  contact: 'contact|person|personne|mailing|persoana|primary|kapcsolattarto|szemely',
  work: 'work|business|office|professional|bureau|pro|professionnel|professionnelle|travail|serviciu|munkahelyi|munka|iroda|irodai',
  home: 'home|personal|private|domicile|personnel|personnelle|perso|prive|acasa|personal|otthoni|privat|maganszam',
  billing: 'billing|invoice|invoicing|facturation|facturare|facturii|szamlazasi|szamlazas',
  delivery: 'shipping|delivery|livraison|livrare|szallitasi|szallitas',
  other: 'other|autre|alt|alta|egyeb',
})

const fillers: ReadonlySet<string> = new Set(
  'the of de du d la le l des n no nr num numero number a al ale az value main principal principale principala client customer'.split(
    ' ',
  ),
)

/** `Adresse de facturation Rue` is about the street. */
const addressWords: ReadonlySet<string> = new Set(['address', 'adresse', 'adresa', 'cim'])

function wordList<Value extends string>(lists: Readonly<Record<Value, string>>): ReadonlyMap<string, Value> {
  const words = new Map<string, Value>()
  for (const value of Object.keys(lists) as Value[]) for (const word of lists[value].split('|')) words.set(word, value)
  return words
}
