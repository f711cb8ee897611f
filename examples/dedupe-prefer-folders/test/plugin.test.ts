import assert from 'node:assert/strict'
import {test} from 'node:test'
import {testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-dedupe-prefer-folders'

const OLD = {path: '/photos/old.jpg', mtimeNs: 1n}
const NEW = {path: '/photos/new.jpg', mtimeNs: 3n}
const EDITED = {path: '/photos/edited/1.jpg', mtimeNs: 4n}
const EDITED_BEFORE = {path: '/photos/edited/2.jpg', mtimeNs: 2n}
const SIMILAR = {path: '/photos/edited-badly/1.jpg', mtimeNs: 5n}

for (const [folders, files, keep, reason] of [
  [[], [NEW, OLD], OLD, 'the oldest'],
  [['/elsewhere'], [NEW, OLD], OLD, 'the oldest'],
  [['/photos/edited'], [OLD, NEW, EDITED], EDITED, 'in /photos/edited'],
  [['/photos/edited/'], [OLD, EDITED], EDITED, 'in /photos/edited'],
  [['/photos/edited'], [EDITED, EDITED_BEFORE, OLD], EDITED_BEFORE, 'in /photos/edited'],
  [['/elsewhere', '/photos/edited', '/photos'], [OLD, EDITED], EDITED, 'in /photos/edited'],
  [['/photos/edited'], [SIMILAR, OLD], OLD, 'the oldest'],
  [['/'], [NEW, OLD], OLD, 'in /'],
  // Of one age: the host's order of preference, which is the order of the group.
  [[], [{...NEW, mtimeNs: 1n}, OLD], NEW, 'the oldest'],
] as const) {
  const group = files.map(({path}) => path).join(', ')
  test(`preferring ${JSON.stringify(folders)}, of ${group} stays ${keep.path}`, async () => {
    const tested = await testPlugin(plugin, {folders})
    assert.deepEqual(await tested.dedupe('prefer-folders', files), {keep: keep.path, reason})
  })
}

test('a relative folder is one beside the config: here, below the working directory', async () => {
  const tested = await testPlugin(plugin, {folders: ['photos']})
  const here = {path: `${process.cwd()}/photos/1.jpg`, mtimeNs: 9n}
  assert.equal((await tested.dedupe('prefer-folders', [OLD, here]))?.reason, `in ${process.cwd()}/photos`)
})
