/** A disc whose volume has more manifests than that of SHA-256. */
import {readFileSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {World} from '../importing/world.ts'

describe('a copy with more manifests', () => {
  it('is good as a directory, and what is damaged is named, and nothing else', async () => {
    const world = new World()
    try {
      const catalog = world.catalog()
      const files = {'2019/a.jpg': 'one'}
      const volume = await world.fill(catalog, 'arch', 'MS-0001', files, {}, ['blake3', 'sha512'])
      await world.disc(catalog, volume, 'disc')
      expect(await world.verify(catalog, volume, 'disc')).to.deep.include({result: 'ok', damaged: []})
      for (const [name, change] of [
        [
          'tagmanifest-blake3.txt',
          (text: string) => text.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        ],
        ['tagmanifest-sha512.txt', (text: string) => text.replace('README', 'README2')],
        ['tagmanifest-blake3.txt', (text: string) => text.replace(/.*README.*\n/, '')],
        ['tagmanifest-blake3.txt', () => ''],
        ['README.txt', (text: string) => `${text} `],
      ] as const) {
        const good = readFileSync(world.at('disc', name), 'utf8')
        writeFileSync(world.at('disc', name), change(good))
        const {damaged} = await world.verify(catalog, volume, 'disc')
        expect(
          damaged.map(({path}) => path),
          name,
        ).to.deep.equal([name])
        writeFileSync(world.at('disc', name), good)
      }
    } finally {
      world.remove()
    }
  })
})
