import {expect} from 'chai'
import type {DecidedGroup, DedupeDecision, DuplicateGroup, PluginApi} from 'mediastruct'
import {isWithin, type RawPath} from '../../../src/paths/bytes.ts'
import {row} from '../../../test/support/indexed.ts'
import {csvHeader, csvRows} from '../src/csv.ts'
import {fdupesGroup, jsonGroup} from '../src/formats.ts'
import dupefinder from '../src/plugin.ts'
import {FolderSummary, groupLines} from '../src/summary.ts'
import {addGroup, emptyTotals} from '../src/totals.ts'

function group(...files: [path: string, keep: boolean][]): DecidedGroup {
  return {
    hash: 'ab'.repeat(32),
    size: 3,
    algorithm: 'blake3',
    files: files.map(([path, keep]) => ({
      file: row(path as RawPath),
      tree: '/a' as RawPath,
      master: isWithin(path as RawPath, '/master' as RawPath),
      keep,
      reason: keep ? 'first in order' : 'another copy is kept',
    })),
  }
}

const two = group(['/a/with "quotes",\n', true], ['/a/\xff%', false])

describe('groups for machines', () => {
  it('are csv, percent-encoded where some name needs it', () => {
    expect(csvHeader(false)).to.equal('group,keep,size,hash,path,reason\n')
    expect(csvRows(7, group(['/a/x', true], ['/a/y', false]), false)).to.equal(
      `7,true,3,${two.hash},/a/x,first in order\n7,false,3,${two.hash},/a/y,another copy is kept\n`,
    )
    expect(csvHeader(true)).to.equal('group,keep,size,hash,path,reason,encoding\n')
    expect(csvRows(1, two, true)).to.equal(
      `1,true,3,${two.hash},"/a/with ""quotes"",\n",first in order,\n1,false,3,${two.hash},/a/%FF%25,another copy is kept,percent\n`,
    )
  })

  it('are what fdupes prints, names as their own bytes', () => {
    expect(fdupesGroup(group(['/a/x', true], ['/a/\xff', false])).toString('latin1')).to.equal(
      '/a/x\n/a/\xff\n\n',
    )
  })

  it('are json with the bytes of names that are not UTF-8', () => {
    expect(jsonGroup(two).files[1]).to.deep.equal({
      path: '/a/\ufffd%',
      pathBytes: 'L2Ev/yU=',
      tree: '/a',
      master: false,
      keep: false,
      reason: 'another copy is kept',
    })
  })
})

describe('groups for a person', () => {
  it('are summed up by folder, the largest first', () => {
    const summary = new FolderSummary()
    summary.add(group(['/a/x', true], ['/b/x', false], ['/c/x', false]))
    summary.add(group(['/a/y', true], ['/c/y', false]))
    const lines = summary.lines()
    expect(lines.slice(1).map((line) => line.trim().split(/ {2,}/))).to.deep.equal([
      ['2', '6 B', '/c'],
      ['1', '3 B', '/b'],
    ])
    expect(new FolderSummary().lines()).to.deep.equal([])
  })

  it('are listed with what stays, control characters escaped', () => {
    const lines = groupLines(two)
    expect(lines).to.have.lengthOf(3)
    expect(lines[1]).to.match(/^ {2}keep /)
    expect(lines.join('')).to.not.include('\n')
  })

  it('add up: what stays is not redundant, and a group left alone has nothing redundant', () => {
    const totals = emptyTotals()
    addGroup(totals, two)
    addGroup(totals, group(['/a/1', true], ['/a/2', true]))
    expect(totals).to.deep.equal({groups: 2, files: 4, redundantFiles: 1, redundantBytes: 3})
  })
})

describe('the policy prefer-master', () => {
  it("keeps the first of the host's order, and says why", async () => {
    let policy: ((group: DuplicateGroup) => unknown) | undefined
    const api = {
      dedupePolicy: (_: string, answer: typeof policy) => (policy = answer),
    } as unknown as PluginApi
    await (await dupefinder()).setup(api, {})
    const file = (path: string, master: boolean) => ({
      path,
      tree: '/',
      role: 'library' as const,
      master,
      mtimeNs: 0n,
    })
    const ask = (...files: ReturnType<typeof file>[]) =>
      policy?.({hash: 'ab', size: 1, files}) as DedupeDecision | undefined
    expect(ask(file('/m/1', true), file('/a/1', false))).to.deep.equal({
      keep: '/m/1',
      reason: 'in a master tree',
    })
    expect(ask(file('/a/1', false), file('/b/1', false))).to.deep.equal({
      keep: '/a/1',
      reason: 'first in order (library)',
    })
    expect(ask()).to.equal(undefined)
  })
})
