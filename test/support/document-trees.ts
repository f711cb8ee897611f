/** Two small trees with duplicates, a drop, and a config that names them. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {scratch} from './scratch.ts'

export interface World {
  /** Where the config lies and commands run; each of the others is a directory below it. */
  readonly root: string
  readonly library: string
  readonly backup: string
  readonly drop: string
  readonly archive: string
  readonly duplicates: string
}

/** `caf\xe9.jpg` as latin1 wrote it: no UTF-8. Not every file system takes it. */
const RAW_NAME = Buffer.from('caf\xe9.jpg', 'latin1')

export function makeWorld(): World {
  const root = scratch()
  const at = (name: string) => join(root, name)
  const world: World = {
    root,
    library: at('library'),
    backup: at('backup'),
    drop: at('drop'),
    archive: at('archive'),
    duplicates: at('duplicates'),
  }
  const day = join(world.library, '2019', '2019-05-04')
  for (const directory of [day, world.backup, world.drop, world.archive])
    mkdirSync(directory, {recursive: true})
  writeFileSync(join(day, 'beach.jpg'), 'the beach')
  writeFileSync(join(day, 'dog.jpg'), 'the dog')
  writeFileSync(join(world.backup, 'IMG_0001.jpg'), 'the beach')
  writeFileSync(join(world.backup, 'only here.jpg'), 'only here')
  writeFileSync(join(world.drop, 'DSC_0001.jpg'), 'fresh from the card')
  if (process.platform === 'linux') writeRawNames(day, world.backup)
  const config = {
    drop: ['drop'],
    library: 'library',
    archive: 'archive',
    trees: ['backup'],
    duplicates: 'duplicates',
    threads: 2,
  }
  writeFileSync(at('mediastruct.config.json'), JSON.stringify(config))
  return world
}

function writeRawNames(...directories: string[]): void {
  for (const directory of directories) {
    writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), RAW_NAME]), 'the café')
  }
}
