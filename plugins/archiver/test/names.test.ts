import {expect} from 'chai'
import {fromBytes, fromText, type VolumeTarget} from 'mediastruct'
import {isRefusedByWindows, nameProblem, sameInAnyCase} from '../src/names.ts'
import {takesFiles} from '../src/target-kind.ts'
import {collectUnits} from '../src/units.ts'
import {DISK, row, TARGET} from './fixtures.ts'

const limited = (limits: Partial<VolumeTarget['limits']>): VolumeTarget => ({
  ...DISK,
  limits: {...DISK.limits, ...limits},
})
const problem = (path: string, target: VolumeTarget) => nameProblem(fromText(path), target)

describe('names that a medium can take', () => {
  it('are counted as its file system counts them', () => {
    // 200 bytes of UTF-8, and 402 as UDF writes it, for one letter beyond Latin-1.
    const mixed = `2019/${'x'.repeat(197)}→`
    expect(problem(mixed, DISK)).to.equal(undefined)
    expect(problem(mixed, TARGET)).to.contain('longer than the 254 bytes')
    expect(problem(`2019/${'ж'.repeat(127)}`, DISK)).to.equal(undefined)
    expect(problem(`2019/${'ж'.repeat(128)}/a.jpg`, DISK)).to.contain('255 bytes that test-disk can take')
    expect(nameProblem(fromBytes(Buffer.from('\xff', 'latin1')), DISK)).to.contain('not valid UTF-8')
  })

  it('are on a path that is short enough, from the volume on', () => {
    const target = limited({pathBytes: 20})
    expect(problem('2019/05/04/a.jp', target)).to.equal(undefined)
    expect(problem('2019/05/04/a.jpg', target)).to.contain('longer than the 20 bytes')
  })

  it('are those of Windows where the medium is one of its file systems', () => {
    const target = limited({names: 'windows'})
    for (const path of [
      'a:b.jpg',
      'why?/a.jpg',
      'a.',
      'b /c.jpg',
      'x/CON',
      'nul.txt',
      'LPT1',
      'a\\b',
      'tab\t',
      '"a"',
    ]) {
      expect(problem(path, target), path).to.contain('is no name that test-disk can take')
      expect(problem(path, DISK), path).to.equal(undefined)
    }
    for (const path of ['.hidden', 'a.b.c', 'console.jpg', 'com10', 'été 日本.jpg', ' first.jpg'])
      expect(problem(path, target), path).to.equal(undefined)
    expect(isRefusedByWindows(fromText('aux'))).to.equal(true)
  })

  it('differ in more than case where the medium does not see it: the second is left, with the reason', () => {
    const files = ['A.JPG', 'Été.jpg', 'a.jpg', 'b.jpg', 'été.JPG'].map((name) => row(`/photos/2019/${name}`))
    const options = {base: fromText('/photos'), target: limited({names: 'windows'})}
    const {left, units} = collectUnits(files, options)
    expect(left.map(({path, code}) => [path, code])).to.deep.equal([
      ['/photos/2019/a.jpg', 'name'],
      [fromText('/photos/2019/été.JPG'), 'name'],
    ])
    expect(left[0]?.reason).to.equal('on test-disk, its name is that of /photos/2019/A.JPG, but for case')
    expect(units[0]?.files).to.have.length(3)
    expect(collectUnits(files, {...options, target: DISK}).left).to.deep.equal([])
    expect(sameInAnyCase([fromText('a'), fromText('a')], {limits: {names: 'windows'}}).size).to.equal(0)
  })
})

describe('a medium', () => {
  it('takes files where its target names no program, or "directory"', () => {
    for (const target of [
      {},
      {imager: 'directory'},
      {writer: 'directory'},
      {imager: 'directory', writer: 'directory'},
    ])
      expect(takesFiles(target)).to.equal(true)
    for (const target of [
      {imager: 'genisoimage'},
      {writer: 'xorriso'},
      {imager: 'genisoimage', writer: 'directory'},
    ])
      expect(takesFiles(target)).to.equal(false)
  })
})
