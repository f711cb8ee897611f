import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {basename, fromText} from 'mediastruct'
import {examine} from '../src/examine/examine.ts'
import {contradiction} from '../src/naming/contradiction.ts'
import {notPortable} from '../src/naming/portable.ts'
import {noticesOf} from '../src/planner/notices.ts'

/** Files of others, no part of the project: without them that test is skipped. */
const MEDIA =
  process.env.MEDIASTRUCT_MEDIA ?? fileURLToPath(new URL('../../../../shared/media', import.meta.url))
const ORACLE = join(MEDIA, 'ORACLE.tsv')

describe('content that contradicts its extension', () => {
  const contradicting = [
    'a.jpg heic',
    'a.HEIC mp4',
    'a.jpg png',
    'a.png jpg',
    'a.mov jpg',
    'a.jpg zip',
    'a.nef jpg',
    'a.mp4 avi',
    'a.tif png',
    'a.heic avif',
  ]
  const agreeing = [
    ...[
      'a.JPEG jpg',
      'a.jpe jpg',
      'a.jfif jpg',
      'a.heif heic',
      'a.HIF heic',
      'a.avif heif',
      'a.nef tif',
      'a.dng dng',
      'a.pef tif',
    ],
    ...[
      'a.tif tif',
      'a.mp4 mov',
      'a.mov mp4',
      'a.3gp mp4',
      'a.m4v 3gp',
      'a.webm mkv',
      'a.wmv asf',
      'a.m2ts mts',
    ],
    ...['a.xmp jpg', 'a.thm jpg', 'a.lrv mp4', 'a jpg', '.jpg heic', 'a.txt jpg'],
  ]
  for (const [line, contradicts] of [
    ...contradicting.map((line) => [line, true] as const),
    ...agreeing.map((line) => [line, false] as const),
  ]) {
    it(`${line}: ${contradicts}`, () => {
      const [name = '', type] = line.split(' ')
      expect(contradiction(fromText(name), type) !== undefined).to.equal(contradicts)
    })
  }

  it('says both, as the extension was written', () => {
    expect(contradiction(fromText('a.Jpg'), 'heic')).to.equal('its name says .Jpg, and its content is HEIC')
    expect(contradiction(fromText('a.jpg'), undefined)).to.equal(undefined)
  })

  it('is found in none of many real files', async function () {
    if (!existsSync(ORACLE)) return this.skip()
    const rows = readFileSync(ORACLE, 'utf8').trim().split('\n').slice(1)
    const found: string[] = []
    for (const row of rows) {
      const path = fromText(join(MEDIA, row.split('\t')[0] ?? ''))
      for (const {reason} of await noticesOf(path, basename(path), examine)) found.push(`${path}: ${reason}`)
    }
    expect(found).to.deep.equal([])
  })
})

describe('a name that not every system takes', () => {
  const bad = [
    'a:b.jpg',
    'a?.jpg',
    '2019/a*',
    'a\tb',
    'con',
    'CON.jpg',
    'Aux/a.jpg',
    'lpt1.txt',
    'ends.',
    'ends ',
    'a./b',
    'back\\slash',
    '"a"',
    'COM¹',
  ]
  const good = [
    'a.jpg',
    'CON1.jpg',
    'console',
    'com10.txt',
    'a b',
    '.hidden',
    'é',
    'x'.repeat(255),
    "it's, (so) [1] {2} #%&!@~",
  ]
  for (const name of bad) {
    it(`${JSON.stringify(name)} is told`, () => {
      expect(notPortable(fromText(name))).to.match(/: exFAT and Windows don’t take it$/)
    })
  }
  for (const name of good) {
    it(`${JSON.stringify(name.slice(0, 30))} is none`, () => {
      expect(notPortable(fromText(name))).to.equal(undefined)
    })
  }
})
