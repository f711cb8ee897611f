import {expect} from 'chai'
import {readList} from '../src/list.ts'
import {join, raw, refusal, scratchPath, write} from './support.ts'

const HEADER = 'group,keep,size,hash,path,reason\n'
const read = async (text: string) => [...(await readList(write(scratchPath(), 'list', text)))]

describe('the list that sort takes', () => {
  it('is the csv of dupes, edited or not, as spreadsheets write it too', async () => {
    const rows =
      '1,true,3,ab,/a/x,kept\n1,false,3,ab,"/a/with ""quotes"", and\nnewline",\n1,TRUE,3,ab,/a/y,\n'
    const files = [
      ['/a/x', true],
      ['/a/with "quotes", and\nnewline', false],
      ['/a/y', true],
    ]
    expect(await read(HEADER + rows)).to.deep.equal(files)
    expect(await read('\ufeffkeep,path,hash,size,group\r\nfalse,/a/x,ab,3,1\r\n')).to.deep.equal([
      ['/a/x', false],
    ])
  })

  it('reads names that are not UTF-8', async () => {
    const csv =
      'group,keep,size,hash,path,reason,encoding\n1,false,3,ab,/a/%FF,x,percent\n1,true,3,ab,/a/%41,x,\n'
    expect(await read(csv)).to.deep.equal([
      ['/a/\xff', false],
      ['/a/%41', true],
    ])
    const files = [{path: '/a/\ufffd', pathBytes: 'L2Ev/w==', keep: false}]
    expect(await read(JSON.stringify({schema: 'mediastruct/dupes@1', groups: [{files}]}))).to.deep.equal([
      ['/a/\xff', false],
    ])
  })

  it('keeps a file that any of its rows keeps', async () => {
    expect(await read(`${HEADER}1,true,3,ab,/a/x,\n2,false,3,ab,/a/x,\n`)).to.deep.equal([['/a/x', true]])
  })

  const json = (value: unknown) => JSON.stringify({schema: 'mediastruct/dupes@1', groups: [{files: [value]}]})
  for (const [what, text] of [
    ['nothing', ''],
    ['a header alone', HEADER],
    ['nonsense', 'what is\nthis?'],
    ['other columns', 'path,keep\n/a,true\n'],
    ['an open quote', `${HEADER}1,true,3,ab,"/a/x\n`],
    ['a keep that is neither', `${HEADER}1,maybe,3,ab,/a/x,\n`],
    ['an empty keep', `${HEADER}1,,3,ab,/a/x,\n`],
    ['a relative path', `${HEADER}1,true,3,ab,a/x,\n`],
    ['broken JSON', '{"schema":'],
    ['another document', '{"schema":"mediastruct/status@1","groups":[]}'],
    ['a document without files', '{"schema":"mediastruct/dupes@1","groups":[null]}'],
    ['a file without path', json({keep: true})],
    ['a file that is null', json(null)],
    ['a file whose keep is text', json({path: '/a', keep: 'false'})],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      expect((await refusal('BAD_LIST', () => read(text))).hint).to.include('dupes')
    })
  }

  it('is refused where it is not there', async () => {
    await refusal('MISSING_FILE', () => readList(join(scratchPath(), raw('none.csv'))))
    await refusal('BAD_LIST', () => readList(scratchPath()))
  })
})
