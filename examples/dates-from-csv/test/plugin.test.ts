import assert from 'node:assert/strict'
import {join} from 'node:path'
import {test} from 'node:test'
import {scratch, testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-dates-from-csv'

async function withCsv(csv: string, options: object = {}) {
  const directory = scratch({'dates.csv': csv, 'card/DCIM/1.jpg': '', 'card/DCIM/2.jpg': ''})
  const tested = await testPlugin(plugin, {file: join(directory, 'dates.csv'), ...options})
  return (name: string) => tested.captureDate('corrections', join(directory, 'card/DCIM', name))
}

for (const [file, text, local, offset] of [
  ['1.jpg', '2019-05-04', '2019-05-04', undefined],
  ['1.jpg', '2019-05-04T10:20:30', '2019-05-04T10:20:30', undefined],
  ['DCIM/1.jpg', '2019-05-04 10:20:30.25', '2019-05-04T10:20:30.25', undefined],
  ['card/DCIM/1.jpg', '2019-05-04T10:20:30+02:00', '2019-05-04T10:20:30', '+02:00'],
  ['1.jpg', '2020-02-29T23:59:59Z', '2020-02-29T23:59:59', 'Z'],
] as const) {
  test(`"${file},${text}" dates that file, and no other`, async () => {
    const dateOf = await withCsv(`file,date\n${file},${text}\n`)
    const date = await dateOf('1.jpg')
    assert.deepEqual([date?.local, date?.confidence, date?.offset], [local, 'high', offset])
    assert.equal(await dateOf('2.jpg'), undefined)
  })
}

test('the longest path wins, an absolute one above all', async () => {
  const root = scratch({'DCIM/1.jpg': '', 'dates.csv': ''})
  const path = join(root, 'DCIM/1.jpg')
  const rows = ['1.jpg,2001-01-01', 'DCIM/1.jpg,2002-02-02', `${path},2003-03-03`]
  for (const [count, local] of [
    [1, '2001-01-01'],
    [2, '2002-02-02'],
    [3, '2003-03-03'],
  ] as const) {
    const csv = `file,date\n${rows.slice(0, count).join('\n')}`
    const file = join(scratch({'dates.csv': csv}), 'dates.csv')
    const tested = await testPlugin(plugin, {file})
    assert.equal((await tested.captureDate('corrections', path))?.local, local)
  }
})

test('other columns, a byte order mark, quotes, empty lines and another delimiter are fine', async () => {
  const dateOf = await withCsv('\uFEFFwhy;date;file\n\n"a; ""b""\nc";2019-05-04;1.jpg\n', {delimiter: ';'})
  assert.equal((await dateOf('1.jpg'))?.local, '2019-05-04')
})

for (const [csv, problem] of [
  ['', /line 1: expected the columns file, date, got nothing/],
  ['name,date\n1.jpg,2019-05-04', /line 1: expected the columns file, date, got name, date/],
  ['file,date\n1.jpg,2019-02-29', /line 2, column "date": expected 2019-05-04 or .*, got "2019-02-29"/],
  ['file,date\n1.jpg,2019-05-04\n2.jpg,4.5.2019', /line 3, column "date": .*, got "4\.5\.2019"/],
  ['file,date\n1.jpg,2019-05-04T24:00:00', /line 2, column "date"/],
  ['file,date\n,2019-05-04', /line 2, column "file": expected a path or a name, got nothing/],
  ['file,date\n1.jpg,2019-05-04\n1.jpg,2019-05-05', /line 3, column "file": "1\.jpg" has a date already/],
  ['file,date\n1.jpg,x\n2.jpg,y', /line 2, column "date": .*; line 3, column "date"/],
  ['file,date\n1.jpg', /line 2/],
  ['file,date\n"1.jpg,2019-05-04', /dates\.csv: /],
] as const) {
  test(`${JSON.stringify(csv)} is refused, with line and column`, async () => {
    await assert.rejects(withCsv(csv), problem)
  })
}

test('a file that is not there is refused', async () => {
  await assert.rejects(testPlugin(plugin, {file: '/nowhere/dates.csv'}), /ENOENT.*\/nowhere\/dates\.csv/)
})
