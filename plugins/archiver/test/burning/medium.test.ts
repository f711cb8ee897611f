/** What a drive with a tray is told, by a program that stands in for the writer and writes down what it is asked. */
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText, MediaStructError} from 'mediastruct'
import type {Device} from '../../src/burning/device.ts'
import {assertTakes, eject, reload} from '../../src/burning/medium.ts'
import {writerOf} from '../../src/burning/writers.ts'
import {Scratch} from '../scratch.ts'

const BLANK = `Media current: BD-R sequential recording
Media status : is blank
Media blocks : 0 readable , 12219392 writable , 12219392 overall`
const drive: Device = {name: '/dev/sr0', path: fromText('/dev/sr0'), isDrive: true}

describe('a medium in a drive', () => {
  const writer = {...writerOf({name: 'bd-r-25', writer: 'xorriso'}), name: ''}
  const {signal} = new AbortController()
  let scratch: Scratch
  const log = () =>
    existsSync(join(scratch.path, 'log')) ? readFileSync(join(scratch.path, 'log'), 'utf8') : ''
  /** @param says what it prints @param code how it ends */
  const writerThat = (says: string, code = 0) => {
    const name = join(scratch.path, 'writer')
    writeFileSync(
      name,
      `#!/bin/sh\necho "$*" >> ${scratch.path}/log\ncat <<'END'\n${says}\nEND\nexit ${code}\n`,
    )
    chmodSync(name, 0o755)
    return {...writer, name}
  }
  const refusal = async (says: string, sectors: number, code = 0) => {
    const error: unknown = await assertTakes(writerThat(says, code), drive, sectors, signal).catch(
      (e: unknown) => e,
    )
    if (!(error instanceof MediaStructError)) throw new Error('it took it')
    return [error.code, error.exitCode]
  }

  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  it('takes exactly as many sectors as it says', async () => {
    await assertTakes(writerThat(BLANK), drive, 12_219_392, signal)
    expect(await refusal(BLANK, 12_219_393)).to.deep.equal(['TOO_SMALL', 2])
    expect(log()).to.contain('-outdev /dev/sr0 -toc').and.not.contain('cdrecord')
  })

  for (const [what, says, code] of [
    [
      'that is written',
      'Media status : is written , is closed\nMedia blocks : 9 readable , 0 writable',
      'NOT_BLANK',
    ],
    [
      'that is open still',
      'Media status : is written , is appendable\nMedia blocks : 9 readable , 99 writable',
      'NOT_BLANK',
    ],
    ['that is not there', 'Media current: is not present', 'NO_MEDIUM'],
    ['of which nothing is told', '', 'NO_MEDIUM'],
    ['whose size is not told', 'Media status : is blank', 'NO_MEDIUM'],
  ] as const) {
    it(`refuses one ${what}`, async () => {
      expect(await refusal(says, 1)).to.deep.equal([code, 2])
    })
  }

  it('refuses what the writer fails on, whatever it printed', async () => {
    expect(await refusal(BLANK, 1, 5)).to.deep.equal(['NO_MEDIUM', 2])
  })

  it('goes out and in again before it is read back, so that nothing is remembered', async () => {
    expect(await reload(writerThat(BLANK), drive)).to.equal(true)
    expect(log().trim().split('\n')).to.deep.equal([
      '-no_rc -outdev /dev/sr0 -eject all',
      '-no_rc -outdev /dev/sr0 -toc',
    ])
    expect(await reload(writerThat('', 5), drive), 'its tray stays out').to.equal(false)
  })

  it('has no tray where a file stands in for the drive', async () => {
    const file = {...drive, name: 'stdio:/disc.img', isDrive: false}
    expect(await reload(writerThat(BLANK), file)).to.equal(true)
    await eject(writerThat(BLANK), file)
    expect(log()).to.equal('')
  })
})
