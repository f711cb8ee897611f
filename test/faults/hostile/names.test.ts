/** A rename strategy or a folder function answers whatever it likes: nothing is filed outside the library, nothing is overwritten. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {answering, dropFiles, dropName, PLUGIN, reportOf, World} from './world.ts'

interface Row {
  name: string
  /** JavaScript of the answer, given `file` and `proposal`. */
  does: string
  /** Where below the library the file is filed all the same; without it the file is listed under `errors`. */
  filed?: RegExp
  /** Why it is left, where it is the disk that refuses. */
  left?: string
}

const FILED = /^(2019\/2019-01-02\/)?20190102_0304\d\d_[0-9a-f]{8}\.jpg$/
const named = (name: string) => `return {folder: '', name: ${name}}`

const NAMES: Row[] = [
  {name: 'a way out of the library', does: named("'../../etc/x'")},
  {name: 'an absolute path', does: named("'/etc/x'")},
  {name: 'NUL', does: named("'a\\0b'")},
  {name: '300 characters', does: named("'x'.repeat(300)")},
  {name: '255 bytes, twice', does: named("'y'.repeat(251) + '.jpg'"), filed: /^y{251}\.jpg$/},
  {name: '200 characters of two bytes', does: named("'é'.repeat(200)")},
  {name: 'an empty name', does: named("''")},
  {name: 'a dot', does: named("'.'")},
  {name: 'two dots', does: named("'..'")},
  {name: 'a name with a slash', does: named("'a/b.jpg'")},
  {name: 'the name of a file that is there', does: named("'taken.jpg'"), filed: /^taken-2\.jpg$/},
  {name: 'the same name again', does: named("'taken.jpg'"), filed: /^taken-3\.jpg$/},
  {name: 'the name of our directory', does: named("'.mediastruct'")},
  {name: 'the name of an unfinished copy', does: named("'x.part'")},
  {name: 'a folder out of the library', does: "return {folder: '../m', name: 'x.jpg'}"},
  {name: 'an absolute folder', does: "return {folder: '/etc', name: 'x.jpg'}"},
  {name: 'our own folder', does: "return {folder: 'a/.mediastruct/journal', name: 'x.jpg'}"},
  {
    name: 'a folder that is a file',
    does: "return {folder: 'taken.jpg', name: 'x.jpg'}",
    left: 'where a file is in the way',
  },
  {name: 'no name', does: "return {folder: ''}"},
  {name: 'null', does: 'return null'},
  {name: 'a number', does: 'return 7'},
  {name: 'a string', does: "return 'x.jpg'"},
  {name: 'a list', does: "return ['', 'x.jpg']"},
  {name: 'a symbol', does: "return Symbol('x')"},
  {name: 'a symbol for a name', does: named('Symbol()')},
  {name: 'a large number for a name', does: named('10n')},
  {
    name: 'an object whose text changes',
    does: "let n = 0; return {folder: '', name: {toString: () => n++ ? '../x' : 'x'}}",
  },
  {name: 'a circle', does: "const answer = {folder: ''}; answer.name = answer; return answer"},
  {name: 'a getter that throws', does: "return {folder: '', get name() { throw new Error('no') }}"},
  {
    name: 'a getter that answers anew',
    does: "let n = 0; return {folder: '', get name() { return n++ ? '../../x' : 'once.jpg' }}",
    filed: /^once\.jpg$/,
  },
  {name: 'a proxy', does: "return new Proxy({}, {get: () => 'x.jpg'})"},
  {
    name: 'another name each time',
    does: named("'t' + Math.random() + '.jpg'"),
    filed: /^t0\.\d+(e-\d+)?\.jpg$/,
  },
  {name: 'a change of what it was given', does: "proposal.name = '../x'; return proposal"},
  {name: 'a change of the file it was given', does: "file.date.local = '1999-01-01T00:00:00'"},
  {name: 'nothing', does: 'return undefined', filed: FILED},
]

const FOLDERS: Row[] = [
  {name: 'a way out of the library', does: "return '../../etc'"},
  {name: 'an absolute path', does: "return '/etc'"},
  {name: 'NUL', does: "return 'a\\0b'"},
  {name: '300 characters', does: "return 'x'.repeat(300)"},
  {name: 'an empty part', does: "return 'a//b'"},
  {name: 'our own folder', does: "return '.mediastruct'"},
  {name: 'a number', does: 'return 7'},
  {name: 'null', does: 'return null'},
  {name: 'a symbol', does: 'return Symbol()'},
  {name: 'a large number', does: 'return 10n'},
  {name: 'a throw', does: "throw new Error('no')"},
  {name: 'no folder', does: "return ''", filed: FILED},
]

const CHANNELS = [
  {
    what: 'a rename strategy',
    rows: NAMES,
    who: `${PLUGIN} `,
    hook: 'renameStrategy "hostile"',
    prepare: (world: World) =>
      world.plugin("api.renameStrategy('hostile', answer)", {rename: 'hostile'}, answering(NAMES)),
    config: 'hostile.json',
  },
  {
    what: 'a rename function',
    rows: NAMES,
    who: 'hostile.config.mjs ',
    hook: 'renameStrategy "config"',
    prepare: (world: World) => world.codeConfig("rename: answer, folder: () => ''", answering(NAMES)),
    config: 'hostile.config.mjs',
  },
  {
    what: 'a folder function',
    rows: FOLDERS,
    who: 'hostile.config.mjs ',
    hook: 'folder',
    prepare: (world: World) => world.codeConfig('folder: answer', answering(FOLDERS)),
    config: 'hostile.config.mjs',
  },
]

describe('a plugin that names files', () => {
  for (const {what, rows, who, hook, prepare, config} of CHANNELS) {
    it(`${what} puts nothing outside the library or over another file: ${rows.length} answers`, async () => {
      const world = new World(dropFiles(rows))
      prepare(world)
      const {moves, left, errors} = reportOf(await world.hostile(['ingest'], config), 1)
      for (const [row, {name, filed, left: why}] of rows.entries()) {
        const from = join(world.root, 'drop', dropName(row))
        if (filed) {
          const to = moves.find((move) => move.from === from && move.state === 'done')?.to
          expect(to?.replace(`${world.root}/lib/`, ''), name).to.match(filed)
        } else {
          const told = why === undefined ? errors : left.map(({path, reason}) => ({path, message: reason}))
          const words = why === undefined ? [who, hook, dropName(row)] : [why]
          const message = told.find(({path}) => path === from)?.message
          for (const word of words) expect(message, name).to.include(word)
          expect(readFileSync(from, 'utf8'), name).to.equal(`file ${row}`)
        }
      }
      expect(readFileSync(join(world.root, 'lib/taken.jpg'), 'utf8')).to.equal('taken')
      expect(errors).to.have.length(rows.filter(({filed, left}) => !filed && !left).length)
    })
  }
})
