import {expect} from 'chai'
import fc from 'fast-check'
import {xmlText} from '../../src/containers/text.ts'
import {type Property, xmpValue} from '../../src/containers/xmp.ts'
import {xmpDates} from '../../src/examine/xmp.ts'

const EXIF = 'http://ns.adobe.com/exif/1.0/'
const ORIGINAL: Property = {namespace: EXIF, name: 'DateTimeOriginal', prefixes: ['exif']}
const DATE = '2019-01-02T03:04:05'

function packet(description: string, bindings = `xmlns:exif="${EXIF}"`): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${bindings}>${description}</rdf:RDF></x:xmpmeta>`
}

describe('XMP', () => {
  const forms = [
    `<rdf:Description exif:DateTimeOriginal="${DATE}"/>`,
    `<rdf:Description exif:DateTimeOriginal = '${DATE}'/>`,
    `<rdf:Description><exif:DateTimeOriginal>\n ${DATE}\n</exif:DateTimeOriginal></rdf:Description>`,
    `<exif:DateTimeOriginal rdf:datatype="x">${DATE}</exif:DateTimeOriginal>`,
    `<exif:DateTimeOriginal><rdf:Seq><rdf:li>${DATE}</rdf:li></rdf:Seq></exif:DateTimeOriginal>`,
  ]
  for (const form of forms) {
    it(`reads ${form.replaceAll('\n', ' ')}`, () => {
      expect(xmpValue(packet(form), ORIGINAL)).to.equal(DATE)
    })
  }

  it('goes by the namespace, not by the prefix', () => {
    const other = `<rdf:Description e.x-1:DateTimeOriginal="${DATE}" exif:DateTimeOriginal="2001-01-01"/>`
    const bindings = `xmlns:e.x-1='${EXIF}' xmlns:exif="http://example.org/"`
    expect(xmpValue(packet(other, bindings), ORIGINAL)).to.equal(DATE)
  })

  it('understands packets that bind no prefix by the usual one', () => {
    expect(xmpValue(`<x exif:DateTimeOriginal="${DATE}"/>`, ORIGINAL)).to.equal(DATE)
  })

  it('takes no other property for it', () => {
    const others = `<rdf:Description myexif:DateTimeOriginal="${DATE}" exif:DateTimeOriginalX="${DATE}" aux-exif:DateTimeOriginal="${DATE}"/>`
    expect(xmpValue(packet(others), ORIGINAL)).to.equal(undefined)
  })

  it('takes no date from comments, or from the packets of pictures that this one was made of', () => {
    for (const [open, close] of [
      ['<!--', '-->'],
      ['<xmpMM:Pantry>', '</xmpMM:Pantry>'],
      ['<xmpMM:Ingredients>', '</xmpMM:Ingredients>'],
    ]) {
      const other = `${open}<x exif:DateTimeOriginal="2001-01-01T00:00:01"/>${close}`
      expect(xmpValue(packet(other), ORIGINAL)).to.equal(undefined)
      expect(xmpValue(packet(`${other}${other}${forms[0]}`), ORIGINAL)).to.equal(DATE)
      expect(xmpValue(packet(`${open} ${forms[0]}`), ORIGINAL)).to.equal(undefined)
    }
  })

  it('asks for the shutter’s date first, then for those of the program', () => {
    const bindings = `xmlns:exif="${EXIF}" xmlns:xap="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"`
    const description = `<rdf:Description xap:CreateDate="2019-01-04" exif:DateTimeDigitized="2019-01-05" photoshop:DateCreated="2019-01-03" exif:DateTimeOriginal="2019-01-02"/>`
    const dates = xmpDates([packet(description, bindings)])
    expect(dates.map(({local}) => local)).to.deep.equal([
      '2019-01-02',
      '2019-01-03',
      '2019-01-04',
      '2019-01-05',
    ])
    expect(dates[2]?.field).to.equal('XMP xmp:CreateDate')
  })

  it('understands an offset without its first zero', () => {
    const [date] = xmpDates([packet(`<rdf:Description exif:DateTimeOriginal="${DATE}.0+1:00"/>`)])
    expect([date?.local, date?.offset]).to.deep.equal([`${DATE}.0`, '+01:00'])
  })

  it('takes no day from a year or a month', () => {
    for (const written of ['2003', '2003-05', '']) {
      const [date] = xmpDates([packet(`<rdf:Description exif:DateTimeOriginal="${written}"/>`)])
      expect([date?.written, date?.local]).to.deep.equal([written, undefined])
    }
  })

  it('comes to an end with whatever it is given', () => {
    const pieces = fc.constantFrom(
      '<!--',
      '-->',
      '<exif:DateTimeOriginal',
      '>',
      '<rdf:Seq>',
      ' ',
      '="',
      'x',
      ...forms,
    )
    fc.assert(
      fc.property(fc.array(pieces, {maxLength: 2000}), (list) => {
        xmpDates([list.join('')])
      }),
      {numRuns: 50},
    )
    xmpDates(['<!--'.repeat(500_000), '<exif:DateTimeOriginal '.repeat(50_000)])
  })
})

describe('the encoding of a packet', () => {
  const text = '<?xpacket begin="\ufeff"?><é𝄞/>'
  const utf16 = Buffer.from(text, 'utf16le')
  const utf32 = Buffer.concat(
    [...text].map((character) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(character.codePointAt(0) ?? 0)
      return bytes
    }),
  )
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16()

  it('is told by its first bytes', () => {
    const encoded = [Buffer.from(text), utf16, swapped(utf16), utf32, Buffer.from(utf32).swap32()]
    for (const bytes of encoded) expect(xmlText(bytes)).to.equal(text)
  })

  it('is told by a byte order mark', () => {
    const marked = `\ufeff${text}`
    const marked32 = Buffer.concat([Buffer.from('fffe0000', 'hex'), utf32])
    for (const bytes of [
      Buffer.from(marked, 'utf16le'),
      swapped(Buffer.from(marked, 'utf16le')),
      marked32,
      Buffer.from(marked32).swap32(),
    ]) {
      expect(xmlText(bytes).endsWith(text)).to.equal(true)
    }
  })

  it('is nobody’s fall where bytes are missing or none of it', () => {
    for (const bytes of [utf16, swapped(utf16), utf32, Buffer.from(utf32).swap32()])
      xmlText(bytes.subarray(0, 13))
    expect(xmlText(Buffer.from('3c000000ffffffff', 'hex'))).to.equal('<?')
    expect(xmlText(Buffer.alloc(0))).to.equal('')
  })
})
