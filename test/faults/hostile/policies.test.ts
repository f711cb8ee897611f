/** A dedupe policy, as a plugin or as a function, answers whatever it likes: no last copy goes, and none out of a master. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import type {Ran} from '../../support/mediastruct.ts'
import {PLUGIN, refusalOf, reportOf, World} from './world.ts'

interface Row {
  name: string
  /** JavaScript of the answer, given `group`. */
  does: string
  /** Part of the refusal. */
  says?: string
  /** What `sort` moves all the same. */
  moved?: string[]
}

const OUT_OF_MASTER = 'a/master.jpg'

const ROWS: Row[] = [
  {name: 'a file outside the group', does: "return {keep: '/etc/passwd', reason: ''}", says: '/etc/passwd'},
  {
    name: 'a list of all of them',
    does: "return {keep: group.files.map((file) => file.path), reason: ''}",
    says: 'keep',
  },
  {
    name: 'two answers',
    does: "return [{keep: group.files[0].path, reason: ''}, {leave: true, reason: ''}]",
    says: 'keep',
  },
  {name: 'null', does: 'return null', says: 'null'},
  {name: 'nothing to keep', does: 'return {}', says: '{}'},
  {name: 'an empty path', does: "return {keep: '', reason: ''}", says: "keep: ''"},
  {
    name: 'a path with a detour',
    does: "return {keep: group.files[0].path.replace('/a/', '/a/../a/') + '/.', reason: ''}",
    says: '/.',
  },
  {name: 'a symbol', does: 'return Symbol()', says: 'could not be cloned'},
  {name: 'a large number', does: 'return {keep: 10n}', says: '10n'},
  {name: 'a circle', does: 'const answer = {}; answer.keep = answer; return answer', says: 'Circular'},
  {name: 'a getter that throws', does: "return {get keep() { throw new Error('no') }}", says: ': no'},
  {name: 'a proxy', does: 'return new Proxy({}, {})', says: 'could not be cloned'},
  {name: 'a throw', does: "throw new Error('boom')", says: 'boom'},
  {name: 'no answer ever', does: 'await new Promise(() => {})', says: 'within 0.3 s'},
  {name: 'the end of the program', does: 'process.exit(0)', says: 'process.exit'},
  {
    name: 'a group that it sorts in place',
    does: "group.files.reverse(); return {keep: group.files[0].path, reason: ''}",
    says: 'read only',
  },
  {
    name: 'the copy outside the master',
    does: "return {keep: group.files.at(-1).path, reason: ''}",
    moved: [OUT_OF_MASTER, 'a/pair.jpg'],
  },
  {
    name: 'another copy each time it is looked at',
    does: "let n = 0; return {get keep() { return group.files[n++ ? 1 : 0].path }, reason: ''}",
    moved: [OUT_OF_MASTER, 'b/pair.jpg'],
  },
  {
    name: 'a reason that is none',
    does: 'return {keep: group.files[0].path, reason: {}}',
    moved: [OUT_OF_MASTER, 'b/pair.jpg'],
  },
  {name: 'to leave all alone', does: "return {leave: true, reason: ''}", moved: []},
]

const CHANNELS = [
  {
    who: [PLUGIN, 'dedupePolicy "hostile"'],
    config: 'hostile.json',
    prepare: (world: World, does: string) =>
      world.plugin(`api.dedupePolicy('hostile', async (group) => { ${does} })`, {dedupe: 'hostile'}),
  },
  {
    who: ['hostile.config.mjs', 'dedupePolicy "config"'],
    config: 'hostile.config.mjs',
    prepare: (world: World, does: string) => world.codeConfig(`dedupe: async (group) => { ${does} }`),
  },
] as const

/** Each answer comes by one of the two ways in turn: what is done with it is one piece of code. */
async function sorted(world: World, row: number): Promise<{ran: Ran; who: readonly string[]}> {
  const {prepare, config, who} = CHANNELS[row % CHANNELS.length] ?? CHANNELS[0]
  prepare(world, ROWS[row]?.does ?? '')
  return {ran: await world.hostile(['sort'], config), who}
}

describe('a dedupe policy', () => {
  it(`is refused where it answers what is no answer, and nothing is moved: ${ROWS.length} answers`, async function () {
    this.timeout(120_000)
    const world = new World()
    await world.innocent(['crawl'])
    for (const [row, {name, says}] of ROWS.entries()) {
      if (says === undefined) continue
      const {ran, who} = await sorted(world, row)
      const message = refusalOf(ran)
      for (const word of [...who, says]) expect(message, name).to.include(word)
    }
  })

  for (const [row, {name, moved}] of ROWS.entries()) {
    if (moved === undefined) continue
    it(`that answers ${name} has only that moved which may go`, async () => {
      const world = new World()
      await world.innocent(['crawl'])
      const {moves} = reportOf((await sorted(world, row)).ran, 0)
      expect(moves.map(({from}) => from).sort()).to.deep.equal(moved.map((path) => join(world.root, path)))
      for (const path of moved) expect(existsSync(join(world.root, path)), path).to.equal(false)
    })
  }
})
