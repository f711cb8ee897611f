/** A plan that was saved does what the command itself would have done, wherever that puts files. */
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, plant, writeConfig} from './tree.ts'

const CONFIG = {drop: ['drop'], library: 'library', duplicates: 'duplicates'}
const INGEST = ['ingest', '--undated', 'undated']

async function world(): Promise<string> {
  const directory = scratch()
  writeConfig(directory, CONFIG)
  plant(directory, {'drop/IMG_20180102_030405.jpg': 'held'})
  await run(directory, 'ingest')
  plant(directory, {
    'drop/again.jpg': 'held',
    'drop/IMG_20190102_030405.jpg': 'new',
    'drop/nobody-knows.jpg': 'undated',
  })
  return directory
}

async function run(directory: string, ...args: string[]): Promise<Ran> {
  const ran = await mediastruct([...args, '--json'], {cwd: directory})
  expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).to.equal(0)
  return ran
}

function below(directory: string): string[] {
  return filesBelow(directory)
    .map((path) => path.toString().slice(directory.length + 1))
    .filter((path) => !path.startsWith('mediastruct.config') && path !== 'plan.ndjson')
    .sort()
}

describe('a saved plan of an ingest', () => {
  it('puts aside what is held and what has no date, as the ingest itself would', async () => {
    const [direct, saved] = [await world(), await world()]
    await run(direct, ...INGEST)
    await run(saved, ...INGEST, '--plan', 'plan.ndjson')
    const applied = await run(saved, 'apply', 'plan.ndjson')
    expect(applied.json<{totals: object}>().totals).to.include({moved: 3, errors: 0})
    expect(below(saved)).to.deep.equal(below(direct))
    expect(below(saved)).to.include.members(['duplicates/drop/again.jpg', 'undated/nobody-knows.jpg'])
  })

  it('is taken back like any other run', async () => {
    const directory = await world()
    const before = below(directory)
    await run(directory, ...INGEST, '--plan', 'plan.ndjson')
    await run(directory, 'apply', 'plan.ndjson')
    await run(directory, 'undo', '--last')
    expect(below(directory)).to.deep.equal(before)
  })

  it('puts nothing where its first line does not say so', async () => {
    const directory = await world()
    await run(directory, ...INGEST, '--plan', 'plan.ndjson')
    const file = join(directory, 'plan.ndjson')
    const text = readFileSync(file, 'utf8')
    const [header = '', ...moves] = text.split('\n')
    writeFileSync(
      file,
      [header, ...moves.map((line) => line.replaceAll('/undated/', '/elsewhere/'))].join('\n'),
    )
    const applied = await mediastruct(['apply', 'plan.ndjson', '--json'], {cwd: directory})
    expect(applied.code).to.equal(1)
    const {errors} = applied.json<{errors: {code: string}[]}>()
    expect(errors.map(({code}) => code)).to.deep.equal(['OUTSIDE_TARGET'])
  })
})
