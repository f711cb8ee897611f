/** Offers the medium "{{name}}". */
import type {Plugin} from 'mediastruct'

const GB = 1000 ** 3

const plugin: Plugin = {
  name: '{{package}}',
  apiVersion: 1,
  setup(api) {
    api.volumeTarget({
      name: '{{name}}',
      description: 'a directory of 500 GB on a disk',
      capacityBytes: 500 * GB,
      sectorBytes: 4096,
      // What the file system adds, in sectors: rather too much than too little, so that everything fits.
      overhead: {fixedSectors: 16_384, sectorsPerFile: 1, sectorsPerDirectory: 2},
      limits: {nameBytes: 255, fileBytes: 500 * GB},
      // Where the disk is mounted, it takes files. A disc has 'genisoimage' and 'xorriso' here.
      imager: 'directory',
      writer: 'directory',
    })
  },
}

export default plugin
