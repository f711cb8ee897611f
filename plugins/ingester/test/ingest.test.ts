import {symlinkSync, writeFileSync} from 'node:fs'
import {setImmediate} from 'node:timers/promises'
import {expect} from 'chai'
import {
  basename,
  type NameProposal,
  type Plugin,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
} from 'mediastruct'
import {codeOf, type MemorySink} from './planning.ts'
import {ScratchDrop, sha256, type Wish} from './scratch-drop.ts'

describe('planIngest', () => {
  let scratch: ScratchDrop
  beforeEach(() => {
    scratch = new ScratchDrop()
  })
  afterEach(() => scratch.remove())
  const plan = (wish?: Wish) => scratch.plan(wish)
  const wayOf = (sink: MemorySink) => scratch.wayOf(sink)
  const knownFile = (name: string, content: string, offline?: boolean) =>
    scratch.known(name, content, offline)

  it('files by date and hash, and says when and how it knows', async () => {
    scratch.write('drop/DCIM/IMG_20190102_030405.JPG', 'picture')
    const {moves, lefts, failures} = await plan()
    const hash = sha256(Buffer.from('picture'))
    expect(moves).to.have.length(1)
    expect(moves[0]).to.include({
      reason: 'taken 2019-01-02 (filename)',
      hash,
      algorithm: 'sha256',
      copy: false,
    })
    expect(moves[0]?.to).to.equal(scratch.path(`library/2019/20190102_030405_${hash.slice(0, 8)}.JPG`))
    expect(moves[0]?.details).to.deep.equal({date: '2019-01-02T03:04:05', dateSource: 'filename'})
    expect([...lefts, ...failures]).to.deep.equal([])
  })

  it('asks a source of many files, but never of more than it comes to in its time', async () => {
    for (let index = 0; index < 200; index += 1) scratch.write(`drop/${index}.jpg`, `${index}`)
    let asked = 0
    let mostAsked = 0
    let last: Promise<unknown> = Promise.resolve()
    const {moves} = await plan({
      dates: ['mine'],
      setup: (api) =>
        api.captureDate('mine', async () => {
          asked += 1
          mostAsked = Math.max(mostAsked, asked)
          last = last.then(() => setImmediate())
          await last
          asked -= 1
          return {local: '2019-01-02', confidence: 'high'}
        }),
    })
    expect(moves).to.have.length(200)
    expect(mostAsked).to.be.within(2, 32)
  })

  it('moves an asset under one stem', async () => {
    for (const end of ['CR2', 'jpg', 'xmp', 'CR2.xmp']) scratch.write(`drop/20190102_030405.${end}`, end)
    const sink = await plan({lowercase: true})
    const stem = `library/2019/20190102_030405_${sha256(Buffer.from('CR2')).slice(0, 8)}`
    expect(Object.values(wayOf(sink)).sort()).to.deep.equal(
      ['.cr2', '.cr2.xmp', '.jpg', '.xmp'].map((suffix) => stem + suffix),
    )
    expect(new Set(sink.moves.map(({asset}) => asset))).to.have.property('size', 1)
  })

  it('lists junk, links, patterns and what a plugin skips', async () => {
    for (const name of ['.DS_Store', '20190102_a.jpg', '20190102_b.jpg', '20190102_c.jpg'])
      scratch.write(`drop/${name}`, name)
    symlinkSync('/etc/passwd', toBytes(scratch.path('drop/20190102_d.jpg')))
    const sink = await plan({
      excludes: (_root, path) => path.endsWith('_a.jpg'),
      setup: (api) =>
        api.onFileDiscovered((file) => {
          if (file.path.endsWith('_b.jpg')) file.skip('b is left out')
          if (file.path.endsWith('_c.jpg')) throw new Error('stumbled')
        }),
    })
    expect(sink.moves).to.deep.equal([])
    expect(sink.leftCodes).to.deep.equal([
      ['.DS_Store', 'junk'],
      ['20190102_d.jpg', 'excluded'],
      ['20190102_a.jpg', 'excluded'],
      ['20190102_b.jpg', 'excluded'],
    ])
    expect(sink.failures[0]).to.include({path: scratch.path('drop/20190102_c.jpg'), code: 'PLUGIN_FAILED'})
  })

  it('leaves what has no date, or puts it where it is told', async () => {
    scratch.write('drop/sub/a.jpg', 'x')
    expect((await plan()).leftCodes).to.deep.equal([['a.jpg', 'undated']])
    expect(wayOf(await plan({undated: scratch.path('undated')}))).to.deep.equal({
      'a.jpg': 'undated/sub/a.jpg',
    })
  })

  it('leaves what is held, and puts it aside where that is wanted and the holder is at hand', async () => {
    scratch.write('drop/sub/20190102_a.jpg', 'same')
    const known = [knownFile('library/there.jpg', 'same')]
    expect((await plan({known})).leftCodes).to.deep.equal([['20190102_a.jpg', 'held']])
    const duplicates = scratch.path('dups')
    const aside = await plan({known, duplicates})
    expect(wayOf(aside)).to.deep.equal({'20190102_a.jpg': 'dups/drop/sub/20190102_a.jpg'})
    expect(aside.moves[0]?.keeper).to.equal(scratch.path('library/there.jpg'))
    const copied = await plan({known, duplicates, copy: true})
    const offline = await plan({known: [knownFile('library/there.jpg', 'same', true)], duplicates})
    for (const sink of [copied, offline]) {
      expect(sink.moves).to.deep.equal([])
      expect(sink.lefts[0])
        .to.include({code: 'held'})
        .and.to.have.property('reason')
        .that.includes('there.jpg')
    }
  })

  it('files only what is new of an asset, beside what is held of it', async () => {
    const stem = `20190102_030405_${sha256(Buffer.from('picture')).slice(0, 8)}`
    scratch.write('drop/20190102_030405.jpg', 'picture')
    scratch.write('drop/20190102_030405.xmp', 'edited')
    const sink = await plan({known: [knownFile(`library/2019/${stem}.jpg`, 'picture')]})
    expect(wayOf(sink)).to.deep.equal({'20190102_030405.xmp': `library/2019/${stem}.xmp`})
    expect(sink.leftCodes).to.deep.equal([['20190102_030405.jpg', 'held']])
  })

  it('copies no empty file, for it would be copied by each run', async () => {
    for (const name of ['a_2019-01-02.jpg', 'b_2019-01-02.jpg']) scratch.write(`drop/${name}`, name[0] ?? '')
    scratch.write('drop/c_2019-01-02.jpg', '')
    const {moves, leftCodes} = await plan({copy: true})
    expect(moves).to.have.length(2)
    expect(leftCodes).to.deep.equal([['c_2019-01-02.jpg', 'junk']])
  })

  it('files one of two equal files, and every empty one', async () => {
    for (const name of ['20190102_a.jpg', '20190102_b.jpg']) scratch.write(`drop/${name}`, 'same')
    for (const name of ['1/20200101.txt', '2/20200101.txt']) scratch.write(`drop/${name}`, '')
    const sink = await plan()
    expect(sink.leftCodes).to.deep.equal([['20190102_b.jpg', 'held']])
    const empty = `library/2020/20200101_${sha256(Buffer.alloc(0)).slice(0, 8)}`
    const ways = sink.moves
      .map(({to}) => toText(relativeTo(scratch.path(''), to)))
      .filter((to) => to.includes('2020'))
    expect(ways).to.deep.equal([`${empty}.txt`, `${empty}-2.txt`])
  })

  it('tells two files of one second and one short hash apart, in the drop and in the library', async () => {
    const digest = (content: Buffer) => 'a'.repeat(8) + sha256(content)
    scratch.write('library/2019/20190102_030405_aaaaaaaa.jpg', 'other')
    for (const name of ['1/20190102_030405.jpg', '2/20190102_030405.jpg']) scratch.write(`drop/${name}`, name)
    const {moves} = await plan({digest})
    expect(moves.map(({to}) => basename(to).length)).to.deep.equal([32, 32])
    expect(new Set(moves.map(({to}) => to))).to.have.property('size', 2)
  })

  it('waits for a file that is still being written, and for what belongs to it', async () => {
    scratch.write('drop/20190102_a.jpg', 'half')
    scratch.write('drop/20190102_a.xmp', 'whole')
    const sink = await plan({
      meanwhile: () => writeFileSync(toBytes(scratch.path('drop/20190102_a.jpg')), 'half and more'),
    })
    expect(sink.moves).to.deep.equal([])
    expect(sink.leftCodes).to.deep.equal([
      ['20190102_a.jpg', 'unstable'],
      ['20190102_a.xmp', 'unstable'],
    ])
  })

  it('reads nothing of what is known to be written still, and waits with what belongs to it', async () => {
    for (const name of ['a_2019-01-02.jpg', 'a_2019-01-02.xmp', 'b_2019-01-02.jpg'])
      scratch.write(`drop/${name}`, name)
    const read: string[] = []
    const meanwhile = (paths: readonly RawPath[]) =>
      void read.push(...paths.map((path) => toText(basename(path))))
    const {moves, leftCodes, lefts} = await plan({moving: ['a_2019-01-02.jpg'], meanwhile})
    expect(moves.map(({from}) => basename(from))).to.deep.equal(['b_2019-01-02.jpg'])
    expect(leftCodes).to.deep.equal([
      ['a_2019-01-02.jpg', 'unstable'],
      ['a_2019-01-02.xmp', 'unstable'],
    ])
    expect(lefts[0]?.reason).to.equal('somebody writes it')
    expect(read).to.deep.equal(['a_2019-01-02.xmp', 'b_2019-01-02.jpg'])
  })

  it('names by template, by strategy and by a folder function', async () => {
    scratch.write('drop/20190102_a.jpg', 'x')
    expect(wayOf(await plan({rename: '{yyyy}-{name}', folder: 'all'}))).to.deep.equal({
      '20190102_a.jpg': 'library/all/2019-20190102_a.jpg',
    })
    const setup: Plugin['setup'] = (api) =>
      api.renameStrategy('plain', ({name}) => ({folder: 'in/order', name}))
    expect(wayOf(await plan({rename: 'plain', setup}))).to.deep.equal({
      '20190102_a.jpg': 'library/in/order/20190102_a.jpg',
    })
    expect(wayOf(await plan({rename: '{name}', folder: ({dateSource}) => dateSource}))).to.deep.equal({
      '20190102_a.jpg': 'library/filename/20190102_a.jpg',
    })
  })

  it('numbers what a strategy calls alike', async () => {
    for (const name of ['20190102_a.jpg', '20190102_b.jpg']) scratch.write(`drop/${name}`, name)
    const setup: Plugin['setup'] = (api) => api.renameStrategy('one', () => ({folder: '', name: 'One.jpg'}))
    expect(Object.values(wayOf(await plan({rename: 'one', setup})))).to.deep.equal([
      'library/One.jpg',
      'library/One-2.jpg',
    ])
  })

  it('lists a file whose strategy fails or answers wrongly, and files the others', async () => {
    for (const name of ['20190101.jpg', '20190102.jpg', '20190103.jpg', '20190104.jpg'])
      scratch.write(`drop/${name}`, name)
    const setup: Plugin['setup'] = (api) =>
      api.renameStrategy('odd', ({name}) => {
        if (name === '20190101.jpg') throw new Error('stumbled')
        if (name === '20190102.jpg') return {folder: '..', name: 'out.jpg'}
        return name === '20190103.jpg' ? (null as unknown as NameProposal) : undefined
      })
    const sink = await plan({rename: 'odd', setup})
    expect(sink.failures.map(({code}) => code)).to.deep.equal(['PLUGIN_FAILED', 'BAD_ANSWER', 'BAD_ANSWER'])
    expect(Object.keys(wayOf(sink))).to.deep.equal(['20190104.jpg'])
  })

  it('refuses an unknown strategy', async () => {
    expect(await codeOf(() => plan({rename: 'date-hash'}))).to.equal('UNKNOWN_NAME')
  })

  it('carries names that are not UTF-8 over, unless the new name would need them', async () => {
    const drop = scratch.path('drop')
    writeFileSync(toBytes(`${drop}/20190102_\xff.jpg` as RawPath), 'a')
    writeFileSync(toBytes(`${drop}/20190103_a.\xff` as RawPath), 'b')
    const hashed = await plan()
    expect(hashed.moves).to.have.length(1)
    expect(hashed.leftCodes.map(([, code]) => code)).to.deep.equal(['name'])
    expect((await plan({rename: '{name}'})).leftCodes.map(([, code]) => code)).to.deep.equal(['name', 'name'])
  })

  it('numbers a burst in the order of capture, and counts on within a folder', async () => {
    for (const name of ['IMG_10.jpg', 'IMG_9.jpg', 'IMG_8.jpg', 'IMG_1.jpg'])
      scratch.write(`drop/${name}`, name)
    const times: Record<string, string> = {
      'IMG_1.jpg': '2019-01-02T03:04:05.900',
      'IMG_8.jpg': '2019-01-02T03:04:05.1',
      'IMG_9.jpg': '2019-01-02T03:04:05.5',
      'IMG_10.jpg': '2019-01-02T03:04:05.5',
    }
    const setup: Plugin['setup'] = (api) =>
      api.captureDate('shutter', ({name}) => ({local: times[name] ?? '2000-01-01', confidence: 'high'}))
    const burst = {setup, dates: ['shutter']}
    expect(wayOf(await plan({...burst, rename: '{HH}{mm}{ss}_{counter}'}))).to.deep.equal({
      'IMG_8.jpg': 'library/2019/030405_001.jpg',
      'IMG_9.jpg': 'library/2019/030405_002.jpg',
      'IMG_10.jpg': 'library/2019/030405_003.jpg',
      'IMG_1.jpg': 'library/2019/030405_004.jpg',
    })
    const ways = wayOf(await plan({...burst, rename: '{HH}{mm}{ss}{SSS?}_{hash8}'}))
    const inByteOrder = Object.keys(ways).toSorted((a, b) => ((ways[a] ?? '') < (ways[b] ?? '') ? -1 : 1))
    expect([inByteOrder[0], inByteOrder[3]]).to.deep.equal(['IMG_8.jpg', 'IMG_1.jpg'])
  })

  it('leaves what can not be named, with all that belongs to it, and says what to change', async () => {
    const name = `20190102_${'x'.repeat(240)}`
    for (const extension of ['.jpg', '.xmp']) scratch.write(`drop/${name}${extension}`, extension)
    const {moves, lefts, failures} = await plan({rename: '{yyyy}-{name}'})
    expect([moves, failures]).to.deep.equal([[], []])
    expect(lefts.map(({code}) => code)).to.deep.equal(['name', 'name'])
    expect(lefts[0]?.reason).to.match(/at most 255 bytes \(one has 258\).*change "rename"/)
  })

  it('says of what is filed whether its content contradicts its extension, or its name not every system', async () => {
    for (const name of ['20190102_a.jpg', '20190102_a.xmp', '20190103 b?.HEIC', '20190104_c.jpg', 'd.jpg'])
      scratch.write(`drop/${name}`, name)
    const examinations = {
      '20190102_a.jpg': {type: 'heic', candidates: []},
      '20190102_a.xmp': {type: 'jpg', candidates: []},
      '20190103 b?.HEIC': {type: 'heic', candidates: []},
      'd.jpg': {type: 'png', candidates: []},
    }
    const {notices, moves} = await plan({examinations, rename: '{name}', undated: scratch.path('undated')})
    expect(moves.map(({to}) => toText(basename(to)))).to.include.members(['20190102_a.jpg', 'd.jpg'])
    expect(notices.map(({path, code, reason}) => [toText(basename(path)), code, reason])).to.deep.equal([
      ['20190102_a.jpg', 'type', 'its name says .jpg, and its content is HEIC'],
      ['20190103 b?.HEIC', 'name', 'its new name holds ?: exFAT and Windows don’t take it'],
      ['d.jpg', 'type', 'its name says .jpg, and its content is PNG'],
    ])
  })
})
