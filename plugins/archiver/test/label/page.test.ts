import {expect} from 'chai'
import {array, assert, constantFrom, property} from 'fast-check'
import jsqr from 'jsqr'
import {fromBytes, fromText} from 'mediastruct'
import {volumeRow} from '../../../../test/support/volumes.ts'
import {type LabelFacts, qrText} from '../../src/label/facts.ts'
import {escapeHtml, nameHtml} from '../../src/label/html.ts'
import {labelPage} from '../../src/label/page.ts'

const HASH = '0123456789abcdef'.repeat(4)

function facts(more: Partial<LabelFacts> = {}, where?: string): LabelFacts {
  const volume = volumeRow({
    files: 1234,
    payloadBytes: 24_000_000_001,
    folders: [fromText('2019/2019-05-04')],
  })
  const copy = {name: 'a', state: 'verified', where, changedMs: 0, adopted: false} as const
  return {
    name: 'MS-0001/a',
    volume,
    medium: 'BD-R, one layer',
    dates: {first: '2019-05-04', last: '2019-05-05'},
    undated: [],
    parts: [],
    copies: [{copy, burnedMs: Date.UTC(2026, 10, 26)}],
    manifestSha256: HASH,
    isOpen: false,
    isForeign: false,
    ...more,
  }
}

/** What a reader of another make sees in the code that is drawn on the page. */
function scanned(page: string): string | undefined {
  const [, modules] = /viewBox="0 0 (\d+) \1"/.exec(page) ?? []
  const size = Number(modules)
  const scale = 4
  const pixels = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255)
  const [, path = ''] = /<path d="([^"]*)"/.exec(page) ?? []
  expect(path).to.match(/^(?:M\d+ \d+h\d+v1h-\d+z)+$/)
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const first = (row * size + Number(x)) * scale * 4
      const from = (row * size * scale + Number(x) * scale) * 4
      expect(first).to.be.at.least(0)
      for (let at = from; at < from + Number(width) * scale * 4; at += 4) pixels.fill(0, at, at + 3)
    }
  }
  return jsqr.default(pixels, size * scale, size * scale)?.data
}

const tags = (page: string) => page.match(/<[^>]*>/g) ?? []
const shown = (page: string) => page.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, '')

describe('labels', () => {
  it('have a code that another program reads: whose manifest it is, and its hash', async () => {
    const page = await labelPage(facts())
    expect(scanned(page)).to.equal(`MS-0001/a manifest-sha256.txt sha256 ${HASH}`)
    expect(scanned(page)).to.equal(qrText(facts()))
    expect(scanned(await labelPage(facts({name: 'A'.repeat(64)})))).to.contain(`${'A'.repeat(64)} manifest`)
  })

  it('tell what lies there, in sizes that fit a case', async () => {
    const page = await labelPage(facts({}, 'Shelf 3'))
    for (const said of [
      '2019-05-04 – 2019-05-05',
      '1,234 files in 1 folder, 24 GB (24,000,000,001 bytes)',
      'bd-r-25 (BD-R, one layer)',
      '2026-11-26',
      'Shelf 3',
      'sha256sum -c --quiet manifest-sha256.txt',
      HASH.slice(0, 16),
    ])
      expect(shown(page)).to.contain(said)
    expect(page).to.contain('@page').and.to.contain('width: 120mm; height: 120mm')
    expect(page).to.contain('width: 118mm; height: 6.4mm')
    expect(page, 'nothing from elsewhere').to.not.match(/(?:src|href|url)\s*[=(]|@import|@font-face/)
  })

  it('say where nothing is known, and leave room to write', async () => {
    const page = await labelPage(
      facts({
        manifestSha256: undefined,
        dates: undefined,
        medium: undefined,
        copies: [
          {
            copy: {name: 'a', state: 'unburned', where: undefined, changedMs: undefined, adopted: false},
            burnedMs: undefined,
          },
        ],
      }),
    )
    expect(page).to.not.contain('<svg')
    expect(shown(page)).to.contain('is not known')
    expect(page.match(/class="blank"/g)).to.have.length(2)
  })

  it('of what others made name no file that is not there', async () => {
    const page = await labelPage(facts({isForeign: true, manifestSha256: undefined, undated: [fromText('')]}))
    expect(page).to.not.match(/README|manifest|<svg/)
    expect(shown(page))
      .to.contain('mediastruct volumes verify MS-0001/a --from DRIVE')
      .and.to.contain('its root')
  })

  it('name parts, undated folders and copies, as many as there is room for', async () => {
    const folder = fromBytes(Buffer.from('caf\xe9 <b>', 'latin1'))
    const parts = [1, 2, 3, 4, 5].map((number) => ({folder, number, of: 9}))
    const lost = {name: 'b', state: 'lost', where: undefined, changedMs: 0, adopted: false} as const
    const page = await labelPage(
      facts({
        name: 'MS-0001',
        parts,
        undated: [folder, fromText('x')],
        copies: [...facts({}, 'at home').copies, {copy: lost, burnedMs: 0}],
      }),
    )
    expect(page).to.contain('caf\ufffd &lt;b&gt;</bdi>: part 1 of 9').and.to.contain('and 3 more')
    expect(shown(page))
      .to.contain('a burned 2026-11-26, kept: at home')
      .and.to.contain('b burned 1970-01-01 (lost)')
    expect(shown(page)).to.contain('caf\ufffd &lt;b&gt; and 1 more')
  })

  it('hold no markup but their own, whatever things are called', async () => {
    const plain = tags(await labelPage(facts({medium: 'x'}, 'x')))
    const hostile = `</bdi></p><script>alert("&amp;")</script><!-- ' \u0000\u202e\u2066\ud800`
    const page = await labelPage(facts({medium: hostile}, `שלום${hostile}`))
    expect(tags(page)).to.deep.equal(plain)
    expect(/[\u0000\u202a-\u202e\u2066-\u2069]/.test(page)).to.equal(false)
    assert(
      property(array(constantFrom(...`<>&"'/!-; aש😀\u0000\u202e\ud800`)), (characters) => {
        const text = characters.join('')
        expect(nameHtml(text)).to.match(/^<bdi>[^<>]*<\/bdi>$/)
        expect(escapeHtml(text)).to.not.match(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/)
      }),
    )
  })
})
