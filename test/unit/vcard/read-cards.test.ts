import { type CardProblemCode, describeCardProblem, readCards } from 'crmkit/vcard'
import { describe, expect, it } from 'vitest'
import { card, jpeg, problemsOf, readOne } from './scene.ts'

const base64 = Buffer.from(jpeg).toString('base64')

describe('SYN-5 A file of cards', () => {
  it('holds any number of cards, with blank lines and other text between them', () => {
    const text = `${card('3.0', 'N:A;B')}\r\n\r\nstray\r\n${card('4.0', 'N:C;D')}`
    const { cards, problems } = readCards(text)
    expect(cards.map(({ line, version, contact }) => [line, version, contact?.familyName])).toEqual([
      [1, '3.0', 'A'],
      [8, '4.0', 'C'],
    ])
    expect(problems).toEqual([{ code: 'outside-a-card', line: 7, value: 'stray' }])
  })

  it('may be put together from several, each with its mark', () => {
    const file = `\ufeff${card('3.0', 'N:A')}\ufeff${card('3.0', 'N:B')}`
    const { cards, problems } = readCards(file)
    expect([cards.map(({ contact }) => contact?.familyName), problems]).toEqual([['A', 'B'], []])
  })

  it('may be empty', () => expect(readCards('')).toEqual({ cards: [], problems: [] }))

  it.each(['\r\n', '\n', '\r', '\r\r\n'])('has lines that end with %j', (end) => {
    const text = card('3.0', 'N:Pépin;Anna', 'NOTE:a', ' b').replaceAll('\r\n', end)
    expect(readOne(text)).toMatchObject({ contact: { familyName: 'Pépin', description: 'ab' }, problems: [] })
  })

  it('may be cut off: what there is of a card counts', () => {
    const cut = readOne('BEGIN:VCARD\r\nVERSION:3.0\r\nN:A;B\r\nNOTE:begun')
    expect([cut.contact, problemsOf(cut)]).toEqual([
      { givenName: 'B', familyName: 'A', description: 'begun' },
      ['never-ends'],
    ])
    const { cards } = readCards(`BEGIN:VCARD\r\nVERSION:3.0\r\nN:A\r\n${card('3.0', 'N:B')}`)
    expect(cards.map(({ contact, problems }) => [contact?.familyName, problems.length])).toEqual([
      ['A', 1],
      ['B', 0],
    ])
  })

  it('may hold cards within cards, of somebody’s agent, which are left out', () => {
    const agent = readOne(
      card('2.1', 'N:A;B', 'AGENT:', 'BEGIN:VCARD', 'N:X;Y', 'TEL:1', 'END:VCARD', 'EMAIL:a@b.example'),
    )
    expect(agent.contact).toEqual({ givenName: 'B', familyName: 'A', emails: ['a@b.example'] })
  })

  it('is read as 3.0 where it says no version that is known, and says so', () => {
    const reading = readOne('BEGIN:VCARD\nN:A;B\nNOTE:a\\nb\nEND:VCARD')
    expect([reading.version, reading.contact?.description, problemsOf(reading)]).toEqual([
      undefined,
      'a\nb',
      ['unknown-version'],
    ])
    expect(problemsOf(readOne(card('5.0', 'N:A')))).toEqual(['unknown-version'])
  })

  it.each([
    ['blanks', `N${' ;'.repeat(50_000)}x`],
    ['quotes', `N${';a="'.repeat(50_000)}:x`],
    ['ends of lines', '\r'.repeat(200_000)],
    ['blanks before a version', `VERSION:${' '.repeat(200_000)}x y`],
    ['blanks within an address', `ADR:;;a${' '.repeat(200_000)}b;;;;`],
    ['parts', `N:${';'.repeat(200_000)}`],
    ['words', `FN:${'a '.repeat(100_000)}`],
  ])('is read in no time, however many %s it has', { timeout: 5000 }, (_, line) => {
    expect(readCards(card('3.0', line)).cards).toHaveLength(1)
  })

  it('says which lines are none, and reads the others', () => {
    const reading = readOne(card('3.0', 'N:A;B', 'a note went on here', 'TEL:1'))
    expect(reading.problems).toEqual([{ code: 'not-a-line', line: 4, value: 'a note went on here' }])
    expect(reading.contact?.phones).toEqual([{ number: '1', kind: 'main' }])
  })
})

describe('SYN-5 The text of a card', () => {
  const name = 'Ștefănescu'
  const utf8 = card('3.0', `N:${name};Été`)

  function utf16(text: string, isBig: boolean, mark: string): Uint8Array {
    const bytes = Buffer.from(`${mark}${text}`, 'utf16le')
    return new Uint8Array(isBig ? bytes.swap16() : bytes)
  }

  it.each([
    ['UTF-8', new TextEncoder().encode(utf8)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${utf8}`)],
    ['UTF-16 with a mark', utf16(utf8, false, '\ufeff')],
    ['UTF-16 without', utf16(utf8, false, '')],
    ['UTF-16, big end first', utf16(utf8, true, '')],
    ['a text', utf8],
  ])('may be in %s', (_, file) => {
    expect(readOne(file).contact).toEqual({ familyName: name, givenName: 'Été' })
  })

  it('may be in an encoding of one byte, told from the letters or by the line', () => {
    const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
    expect(readOne(latin(card('3.0', 'N:Müller;José', 'NOTE:Très étonné'))).contact).toMatchObject({
      familyName: 'Müller',
    })
    const said = readOne(latin(card('2.1', 'N;CHARSET=ISO-8859-2:\xaatef;Ana', 'ORG;CHARSET=UTF-8:P\xc3\xaache')))
    expect([said.contact?.familyName, said.jobs[0]?.company?.name]).toEqual(['Ştef', 'Pêche'])
  })

  it('may be in different encodings from line to line', () => {
    const bytes = Buffer.concat([
      Buffer.from('BEGIN:VCARD\nVERSION:3.0\nN:Pépin;Noël\nNOTE:', 'utf8'),
      Buffer.from('déjà vu à Orléans', 'latin1'),
      Buffer.from('\nEND:VCARD\n'),
    ])
    expect(readOne(new Uint8Array(bytes)).contact).toMatchObject({
      familyName: 'Pépin',
      description: 'déjà vu à Orléans',
    })
  })

  it('is UTF-8 where it is, whatever else the line says, and never guessed where it says what is not read', () => {
    const bytes = (said: string, note: Buffer) =>
      new Uint8Array(
        Buffer.concat([
          Buffer.from(`BEGIN:VCARD\nVERSION:2.1\nN:A\nNOTE;CHARSET=${said}:`),
          note,
          Buffer.from('\nEND:VCARD'),
        ]),
      )
    expect(readOne(bytes('SHIFT_JIS', Buffer.from('été'))).contact?.description).toBe('été')
    expect(problemsOf(readOne(bytes('SHIFT_JIS', Buffer.from('déjà', 'latin1'))))).toEqual(['unreadable-text NOTE'])
    expect(readOne(bytes('UTF-8', Buffer.from('déjà vu, très été', 'latin1'))).contact?.description).toBe(
      'déjà vu, très été',
    )
  })

  it('is told to be unreadable where it is in none, line by line', () => {
    const bytes = new Uint8Array(
      Buffer.from(card('3.0', 'N:A;B', 'NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=00', 'TEL:1')),
    )
    expect(problemsOf(readOne(bytes))).toEqual(['unreadable-text NOTE'])
    expect(readCards(Uint8Array.of(0xff, 0xfe, 0x41)).problems).toEqual([{ code: 'unreadable-text', line: 1 }])
  })

  it('may be cut by a fold within a character', () => {
    const bytes = new TextEncoder().encode(card('3.0', 'N:P\u00e9pin;A'))
    const at = bytes.indexOf(0xa9)
    const folded = new Uint8Array([...bytes.slice(0, at), 13, 10, 32, ...bytes.slice(at)])
    expect(readOne(folded).contact?.familyName).toBe('Pépin')
  })

  it('may be quoted-printable, with soft breaks, as Android writes 2.1', () => {
    const reading = readOne(
      card(
        '2.1',
        'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C8=98tefan;=41na;;;',
        'NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo =C3=',
        '=A9t=C3=A9=',
        ' three',
        'ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;1 rue=3B X;Lyon;;69001;',
      ),
    )
    expect(reading.contact).toEqual({
      familyName: 'Ștefan',
      givenName: 'Ana',
      description: 'one\ntwo été three',
      addresses: [{ line1: '1 rue; X', city: 'Lyon', postcode: '69001', category: 'home' }],
    })
    expect(reading.problems).toEqual([])
  })

  it('may end with a soft break, which does not reach beyond the card', () => {
    const reading = readOne(card('2.1', 'N:A', 'NOTE;ENCODING=QUOTED-PRINTABLE:last='))
    expect([reading.contact?.description, reading.problems]).toEqual(['last=', []])
  })

  it('of 2.1 keeps its backslashes, and blanks where it is folded', () => {
    const reading = readOne(card('2.1', 'N:A;B', 'NOTE:in C:\\new,', '  and on\\; so on'))
    expect(reading.contact?.description).toBe('in C:\\new, and on; so on')
  })

  it('of 3.0 and 4.0 is unescaped, and joined without the blank', () => {
    for (const version of ['3.0', '4.0']) {
      const reading = readOne(card(version, 'N:A\\, B\\;C;D', 'NOTE:a\\nb\\Nc\\\\nd\\,e\\;f\\:', ' g', '\th'))
      expect(reading.contact).toMatchObject({ familyName: 'A, B;C', description: 'a\nb\nc\\nd,e;f:gh' })
    }
  })
})

describe('SYN-5 The person of a card', () => {
  it.each([
    ['N:Pépin;Anna;Maria,Rose;Mme;', { familyName: 'Pépin', givenName: 'Anna Maria Rose', honorific: 'Mme' }],
    ['N:Pépin', { familyName: 'Pépin' }],
    ['N:;Anna', { givenName: 'Anna' }],
    ['N:;;;;\r\nFN:Mme Anna Pépin', { honorific: 'Mme', givenName: 'Anna', familyName: 'Pépin' }],
    ['FN:Anna Pépin', { givenName: 'Anna', familyName: 'Pépin' }],
    ['FN:PÉPIN Anna', { givenName: 'Anna', familyName: 'PÉPIN' }],
  ])('is named by %j', (lines, contact) => {
    expect(readOne(card('3.0', ...lines.split('\r\n')))).toMatchObject({ contact, problems: [] })
  })

  it('has the family name first in Hungarian, where the parts are not told apart', () => {
    expect(readOne(card('4.0', 'FN:Szilva Anna'), { locale: 'hu' }).contact).toEqual({
      familyName: 'Szilva',
      givenName: 'Anna',
    })
  })

  it('tells what there is no field for, once a line', () => {
    const reading = readOne(
      card('3.0', 'N:A;B;;;Jr.', 'NICKNAME:Bee', 'X-EMPTY:', 'PRODID:x', 'KEY;ENCODING=b:QUJD'.padEnd(900, 'A')),
    )
    expect(reading.problems).toEqual([
      { code: 'no-field', line: 3, property: 'N', value: 'Jr.' },
      { code: 'no-field', line: 4, property: 'NICKNAME', value: 'Bee' },
      { code: 'no-field', line: 7, property: 'KEY' },
    ])
  })

  it.each([
    ['BDAY:1980-03-22', '1980-03-22', []],
    ['BDAY:19800322', '1980-03-22', []],
    ['BDAY;VALUE=date-time:1980-03-22T23:10:00Z', '1980-03-22', []],
    ['BDAY:--0322', undefined, ['day-without-year BDAY']],
    ['BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-22', undefined, ['day-without-year BDAY']],
    ['BDAY:1980-02-30', undefined, ['invalid-date BDAY']],
    ['BDAY;VALUE=text:in spring', undefined, ['invalid-date BDAY']],
  ])('has the birthday of %s', (line, birthday, problems) => {
    const reading = readOne(card('3.0', 'N:A', line))
    expect([reading.contact?.birthday, problemsOf(reading)]).toEqual([birthday, problems])
  })

  it.each([
    ['20261122T101112Z', '2026-11-22T10:11:12.000Z'],
    ['2026-11-22T10:11:12-05:00', '2026-11-22T15:11:12.000Z'],
    ['2026-11-22T10:11:12.5+0130', '2026-11-22T08:41:12.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ])('was revised at %s', (text, instant) => {
    const { revisedAt } = readOne(card('3.0', 'N:A', `REV:${text}`))
    expect(revisedAt === undefined ? undefined : new Date(revisedAt).toISOString()).toBe(instant)
  })

  it('was revised when nobody can tell, which is reported', () => {
    const reading = readOne(card('3.0', 'N:A', 'REV:yesterday'))
    expect([reading.revisedAt, problemsOf(reading)]).toEqual([undefined, ['invalid-date REV']])
  })

  it('has phones with their kinds, preferred ones first', () => {
    const kinds = [
      'TEL:1',
      'TEL;TYPE=HOME,VOICE:2',
      'TEL;CELL;PREF:3',
      'TEL;TYPE=fax;TYPE=home:4',
      'TEL;TYPE=pager:5',
      'TEL;TYPE="work,voice":6',
    ]
    const reading = readOne(card('3.0', 'N:A', ...kinds, 'TEL;VALUE=uri;PREF=2:tel:+33-1-23-45-80-73;ext=12'))
    expect(reading.contact?.phones).toEqual([
      { number: '3', kind: 'mobile' },
      { number: '+33-1-23-45-80-73 ext. 12', kind: 'main' },
      { number: '1', kind: 'main' },
      { number: '2', kind: 'home' },
      { number: '4', kind: 'fax' },
      { number: '5', kind: 'other' },
      { number: '6', kind: 'work' },
    ])
  })

  it('has what labels of Apple and Google beside a line say', () => {
    const labels = ['_$!<Work>!$_', '_$!<Mobile>!$_', 'Maison de campagne', 'PROFILE', 'travail']
    const lines = labels.flatMap((label, index) => [`item${index}.TEL:${index}`, `item${index}.X-ABLabel:${label}`])
    const { contact } = readOne(card('3.0', 'N:A', ...lines, 'x.TEL;TYPE=CELL:9', 'x.X-ABLabel:perso'))
    expect(contact?.phones?.map((phone) => (typeof phone === 'string' ? phone : phone.kind))).toEqual([
      ...['work', 'mobile', 'other', 'other', 'work', 'mobile'],
    ])
  })

  it('has pages, profiles, tags and notes', () => {
    const { contact } = readOne(
      card(
        '3.0',
        'N:A',
        'URL:http\\://a.example/?b\\,c',
        'X-SOCIALPROFILE;TYPE=x:https://x.example/a',
        'IMPP;X-SERVICE-TYPE=Jabber:xmpp:a@b.example',
        'X-SKYPE:anna',
        'CATEGORIES:VIP,Salon\\, Lyon,,myContacts',
        'CATEGORIES:Nord',
        'NOTE:one',
        'NOTE:two',
      ),
    )
    expect(contact).toEqual({
      familyName: 'A',
      websites: ['http://a.example/?b,c'],
      socialProfiles: ['https://x.example/a', 'xmpp:a@b.example', 'skype:anna'],
      tags: ['VIP', 'Salon, Lyon', 'Nord'],
      description: 'one\n\ntwo',
    })
  })

  it('has addresses, with further lines and boxes behind the street', () => {
    const { contact } = readOne(
      card(
        '4.0',
        'N:A',
        'ADR;TYPE=home:BP 7;Bât. B;1 rue X\\n2e étage;Lyon;Rhône;69001;France',
        'ADR;LABEL="5 rue Z^n75002 Paris":;;;;;;',
        'ADR;TYPE=x-billing:;;;Lyon;;;',
        'ADR:;;;;;;France',
        'ADR:;;somewhere;;;;',
      ),
      { country: 'FR' },
    )
    expect(contact?.addresses).toEqual([
      {
        line1: '1 rue X',
        line2: '2e étage, Bât. B, BP 7',
        postcode: '69001',
        city: 'Lyon',
        region: 'Rhône',
        country: 'FR',
        category: 'home',
      },
      { line1: '5 rue Z', postcode: '75002', city: 'Paris' },
      { city: 'Lyon', category: 'billing' },
      { line1: 'somewhere' },
    ])
  })

  it('has an address from what is printed on letters, where it has no other', () => {
    const label = 'LABEL;HOME;ENCODING=QUOTED-PRINTABLE:5 rue Z=0D=0A=\r\n75002 Paris'
    const read = (...lines: readonly string[]) =>
      readOne(card('2.1', 'N:A', ...lines), { country: 'FR' }).contact?.addresses
    expect(read(label)).toEqual([{ line1: '5 rue Z', postcode: '75002', city: 'Paris', category: 'home' }])
    expect(read(label, 'ADR;HOME:;;5 rue Z;Paris;;75002;')).toHaveLength(1)
  })

  it('has languages, the preferred one first', () => {
    expect(readOne(card('4.0', 'N:A', 'LANG;PREF=2:ro', 'LANG;PREF=1:fr', 'LANG:hu')).languages).toEqual([
      'fr',
      'ro',
      'hu',
    ])
  })

  it('is said once where the card says it in several languages, in the one that is wished for', () => {
    const text = card(
      '4.0',
      'N;ALTID=1;LANGUAGE=ja:山田;太郎',
      'N;ALTID=1;LANGUAGE=en-GB:Yamada;Taro',
      'TITLE;ALTID=2;LANGUAGE=fr:Chef',
      'TITLE;ALTID=2;LANGUAGE=en:Head',
    )
    const names = [undefined, 'en', 'ja'].map((language) => readOne(text, { language }).contact?.familyName)
    expect(names).toEqual(['山田', 'Yamada', '山田'])
    expect(readOne(text, { language: 'en' })).toMatchObject({
      jobs: [{ affiliation: { jobTitle: 'Head' } }],
      problems: [],
    })
  })

  it.each([
    ['3.0', `PHOTO;ENCODING=b;TYPE=JPEG:${base64}`],
    ['3.0', `PHOTO;ENCODING=b;TYPE=PNG:${base64}`],
    ['4.0', `PHOTO:data:image/jpeg;base64,${base64}`],
    ['4.0', `PHOTO;MEDIATYPE=image/gif:data:;base64,${base64}`],
    ['2.1', `PHOTO;JPEG;ENCODING=BASE64:\r\n ${base64.slice(0, 76)}\r\n ${base64.slice(76)}\r\n`],
    ['2.1', `PHOTO;BASE64:\r\n${base64.slice(0, 76)}\r\n${base64.slice(76)}\r\n`],
  ])('has a picture whose bytes say what it is, in %s', (version, line) => {
    const { photo, problems } = readOne(card(version, 'N:A', line, 'TEL:1'))
    expect(photo).toEqual({ kind: 'bytes', mediaType: 'image/jpeg', bytes: jpeg })
    expect(problems).toEqual([])
  })

  it('has the picture that is in the card rather than one elsewhere, and never a damaged one', () => {
    const elsewhere = 'PHOTO;VALUE=uri:https://a.example/b.png'
    const both = readOne(card('3.0', 'N:A', elsewhere, 'PHOTO;ENCODING=b;TYPE=TIFF:QUJD'))
    expect(both.photo).toEqual({ kind: 'bytes', mediaType: 'image/tiff', bytes: Uint8Array.of(65, 66, 67) })
    expect(problemsOf(both)).toEqual(['several-values PHOTO'])
    expect(readOne(card('3.0', 'N:A', elsewhere)).photo).toEqual({ kind: 'uri', uri: 'https://a.example/b.png' })
    const damaged = readOne(card('3.0', 'N:A', 'PHOTO;ENCODING=b:Q', 'PHOTO:none'))
    expect([damaged.photo, problemsOf(damaged)]).toEqual([
      undefined,
      ['unreadable-photo PHOTO', 'unreadable-photo PHOTO'],
    ])
  })

  it('loses what no record takes, and says so', () => {
    const tags = Array.from({ length: 102 }, (_, index) => `t${index}`)
    const reading = readOne(
      card('3.0', 'N:A', `TITLE:${'x'.repeat(501)}`, `CATEGORIES:${tags.join(',')}`, 'ADR:;;1 rue X;Y;;;Atlantis'),
    )
    expect(reading.contact?.tags).toHaveLength(100)
    expect(problemsOf(reading)).toEqual([
      'too-long TITLE',
      'too-many CATEGORIES',
      'too-many CATEGORIES',
      'unknown-country ADR',
    ])
  })
})

describe('SYN-2 The jobs of a card', () => {
  it('have the company, the function, and how somebody is reached at work', () => {
    const reading = readOne(
      card(
        '3.0',
        'N:A',
        'ORG:Pomme\\, Fils\\; SARL;Achats;Nord',
        'TITLE:Directrice',
        'TEL;TYPE=WORK:1',
        'TEL;TYPE=WORK,CELL:2',
        'TEL;TYPE=CELL:3',
        'EMAIL;TYPE=WORK:a@pomme.example',
        'EMAIL:a@poire.example',
        'ADR;TYPE=WORK:;;1 rue X;Lyon;;69001;',
        'URL;TYPE=WORK:https://pomme.example',
      ),
    )
    expect(reading.contact).toEqual({
      familyName: 'A',
      phones: [{ number: '3', kind: 'mobile' }],
      emails: ['a@poire.example'],
    })
    expect(reading.jobs).toEqual([
      {
        company: {
          name: 'Pomme, Fils; SARL',
          addresses: [{ line1: '1 rue X', city: 'Lyon', postcode: '69001' }],
          websites: ['https://pomme.example'],
        },
        affiliation: {
          department: 'Achats, Nord',
          jobTitle: 'Directrice',
          phones: [
            { number: '1', kind: 'work' },
            { number: '2', kind: 'mobile' },
          ],
          emails: ['a@pomme.example'],
        },
      },
    ])
  })

  it('leave it with the person where no company is named', () => {
    const reading = readOne(
      card('3.0', 'N:A', 'TITLE:Chef', 'TEL;TYPE=WORK:1', 'EMAIL;TYPE=WORK:a@b.example', 'ADR;TYPE=WORK:;;;Lyon;;;'),
    )
    expect(reading.contact).toEqual({
      familyName: 'A',
      phones: [{ number: '1', kind: 'work' }],
      emails: ['a@b.example'],
      addresses: [{ city: 'Lyon', category: 'other' }],
    })
    expect(reading.jobs).toEqual([{ affiliation: { jobTitle: 'Chef' } }])
  })

  it('leave profiles with the person, and name a department that is in no company', () => {
    const reading = readOne(card('4.0', 'N:A', 'ORG:Pomme', 'IMPP;TYPE=work:xmpp:a@b.example', 'X-AIM;TYPE=WORK:a'))
    expect(reading.contact?.socialProfiles).toEqual(['xmpp:a@b.example', 'aim:a'])
    expect(problemsOf(readOne(card('4.0', 'N:A', 'ORG:;Achats')))).toEqual(['no-field ORG'])
  })

  it('are several where groups hold them apart', () => {
    const { jobs } = readOne(
      card(
        '4.0',
        'N:A',
        'ORG:Pomme',
        'b.ORG:Noyer',
        'b.TITLE:Conseil',
        'b.EMAIL;TYPE=work:a@noyer.example',
        'TITLE:Chef',
        'EMAIL;TYPE=work:a@pomme.example',
        'ORG:Prune',
      ),
    )
    expect(jobs).toEqual([
      { company: { name: 'Pomme' }, affiliation: { jobTitle: 'Chef', emails: ['a@pomme.example'] } },
      { company: { name: 'Noyer' }, affiliation: { jobTitle: 'Conseil', emails: ['a@noyer.example'] } },
      { company: { name: 'Prune' }, affiliation: {} },
    ])
  })

  it('take the role for a function where there is none, and the names of a company in other languages', () => {
    const role = readOne(card('3.0', 'N:A', 'ORG:Pomme', 'ROLE:Achats'))
    expect([role.jobs[0]?.affiliation.jobTitle, role.problems]).toEqual(['Achats', []])
    expect(problemsOf(readOne(card('3.0', 'N:A', 'TITLE:B', 'ROLE:C', 'TITLE:D')))).toEqual([
      'no-field ROLE',
      'several-values TITLE',
    ])
    const belgian = card('4.0', 'N:A', 'ORG;ALTID=1;LANGUAGE=fr:Pomme SA', 'ORG;ALTID=1;LANGUAGE=nl:Appel NV')
    expect(readOne(belgian, { language: 'nl' }).jobs[0]?.company).toEqual({
      name: 'Appel NV',
      otherNames: ['Pomme SA'],
    })
  })
})

describe('SYN-6 A card without a person', () => {
  const switchboard = {
    name: 'Pomme SARL',
    phones: [{ number: '1', kind: 'work' }],
    emails: ['info@pomme.example'],
    addresses: [{ city: 'Lyon' }],
  }
  const reached = ['TEL;TYPE=WORK:1', 'EMAIL:info@pomme.example', 'ADR;TYPE=WORK:;;;Lyon;;;']

  it.each([
    ['says that it is a company', '4.0', ['KIND:org', 'FN:Pomme SARL']],
    ['is shown as one', '3.0', ['N:;;;;', 'FN:The office', 'ORG:Pomme SARL', 'X-ABShowAs:COMPANY']],
    ['is called like one', '3.0', ['N:;;;;', 'FN:POMME SARL', 'ORG:Pomme SARL']],
    ['has the name of one only', '3.0', ['ORG:Pomme SARL']],
    ['is called by an address', '3.0', ['FN:info@pomme.example', 'ORG:Pomme SARL']],
  ])('that %s is a company', (_, version, lines) => {
    const reading = readOne(card(version, ...lines, ...reached))
    expect(reading).toMatchObject({ jobs: [], company: switchboard, problems: [] })
    expect(reading.contact).toBeUndefined()
  })

  it('that is a company has what only people have in the note', () => {
    const lines = ['NOTE:a', 'TITLE:Siège', 'BDAY:1980-03-22', 'b.ORG:Noyer', 'CATEGORIES:VIP']
    const { company, problems } = readOne(card('4.0', 'KIND:org', 'ORG:Pomme;Achats', ...lines))
    expect(company).toEqual({
      name: 'Pomme',
      description: 'a\n\nSiège\n\nAchats\n\n1980-03-22\n\nNoyer',
      tags: ['VIP'],
    })
    expect(problems).toEqual([])
  })

  it('that has no name at all is reported', () => {
    const reading = readOne(card('3.0', 'TEL:1', 'N:;;;Mme'))
    expect([reading.contact, reading.company, problemsOf(reading)]).toEqual([undefined, undefined, ['no-person']])
  })

  it('that is a group is reported', () => {
    const reading = readOne(card('3.0', 'X-ADDRESSBOOKSERVER-KIND:group', 'N:Friends', 'FN:Friends'))
    expect([reading.contact, problemsOf(reading)]).toEqual([undefined, ['not-a-person']])
  })
})

describe('SYN-5 Problems', () => {
  it('are told with place, reason and remedy, in the order of the lines', () => {
    const codes: readonly CardProblemCode[] = [
      'no-person',
      'not-a-line',
      'no-field',
      'unknown-country',
      'several-values',
    ]
    for (const code of codes)
      expect(describeCardProblem({ code, line: 7, property: 'ADR', value: '$&' })).toMatch(
        /^Line 7, ADR: .*\. [A-Z].*\.$/,
      )
    expect(describeCardProblem({ code: 'no-field', line: 7, property: 'KEY' })).toBe(
      'Line 7, KEY: crmkit has no field for this. Put it into the note if it matters.',
    )
    expect(describeCardProblem({ code: 'unknown-country', line: 3, value: 'x'.repeat(99) })).toContain(
      `${'x'.repeat(60)}…"`,
    )
  })
})
