/** A plugin that loops for ever, or takes the process down with it: nothing is lost, and without it the work goes on. */
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {writeConfig} from '../e2e/tree.ts'
import {appeared, start} from '../support/mediastruct.ts'
import {lost, torn} from './census.ts'
import {type Command, InterruptedWorld, STORIES, undisturbedEnd} from './interrupted-worlds.ts'

type Place = 'onRunStart' | 'captureDate' | 'onMoved' | 'onRunEnd' | 'hash'

interface Row {
  command: Command
  place: Place
  /** What ends the process: the plugin itself, or a signal where it loops. */
  end: 'abort' | 'SIGKILL' | 'SIGQUIT'
}

const ROWS: Row[] = [
  {command: 'ingest', place: 'captureDate', end: 'SIGKILL'},
  {command: 'ingest', place: 'captureDate', end: 'abort'},
  {command: 'ingest', place: 'hash', end: 'abort'},
  {command: 'ingest', place: 'onMoved', end: 'SIGQUIT'},
  {command: 'sort', place: 'onMoved', end: 'abort'},
  {command: 'sort', place: 'onRunStart', end: 'abort'},
  {command: 'archive', place: 'onMoved', end: 'SIGKILL'},
  {command: 'archive', place: 'onRunEnd', end: 'abort'},
  {command: 'undo', place: 'onMoved', end: 'SIGKILL'},
]

describe('a plugin that', function () {
  this.timeout(60_000)
  for (const {command, place, end} of ROWS) {
    const does = end === 'abort' ? 'takes the process down' : `loops until ${end}`
    it(`${does} in ${place} during ${command}: nothing is lost, and it goes on without it`, async () => {
      const world = await InterruptedWorld.make(STORIES[command])
      const before = world.files()
      writeFileSync(join(world.directory, 'bad.mjs'), PLUGIN)
      const hash = place === 'hash' ? {hash: 'bad'} : {}
      writeConfig(world.directory, {threads: 1, plugins: ['./bad.mjs'], dates: ['bad', 'filename'], ...hash})
      const reached = join(world.directory, 'reached')
      const {child, ended} = start([...world.args, '--json', '--config', 'mediastruct.config.json'], {
        cwd: world.directory,
        env: {BAD_PLACE: place, BAD_END: end, BAD_REACHED: reached},
      })
      if (end !== 'abort') {
        await appeared(reached, child)
        child.kill(end)
      }
      const {code, signal, stdout, stderr} = await ended
      expect(existsSync(reached), `${code} ${stdout}${stderr}`).to.equal(true)
      expect(signal).to.equal(end === 'abort' ? 'SIGABRT' : end)
      expect(lost(before, world.files())).to.deep.equal([])
      expect(torn(before, world.files())).to.deep.equal([])
      writeConfig(world.directory, {threads: 1})
      const again = await world.run()
      expect(again.code, again.stdout).to.equal(0)
      expect(world.look()).to.deep.equal(await undisturbedEnd(command))
    })
  }
})

const PLUGIN = `
import {writeFileSync} from 'node:fs'
import {createHash} from 'node:crypto'
const {BAD_PLACE, BAD_END, BAD_REACHED} = process.env
const badIn = (place) => () => {
  if (BAD_PLACE !== place) return
  writeFileSync(BAD_REACHED, '')
  if (BAD_END === 'abort') process.kill(process.pid, 'SIGABRT')
  for (;;) {}
}
export function create() {
  const hash = createHash('sha256')
  return {update: (bytes) => hash.update(bytes), digest: () => (badIn('hash')(), hash.digest())}
}
export default () => ({
  name: 'bad', apiVersion: 1,
  setup(api) {
    api.hashAlgorithm({name: 'bad', module: import.meta.url, export: 'create', digestBytes: 32})
    api.captureDate('bad', badIn('captureDate'))
    for (const event of ['onRunStart', 'onMoved', 'onRunEnd']) api[event](badIn(event))
  },
})`
