/** Offers the error correction `dvdisaster`: RS02 by the program of that name, behind the sectors of an image. */
import type {Plugin} from 'mediastruct'
import {deadSector} from './dead-sector.ts'
import {check, protect, repair, version} from './images.ts'
import {type Options, optionsSchema} from './options.ts'
import {largestWithin} from './rs02.ts'

/** By it dvdisaster knows where the data ends, and which medium it is (ECMA-119, 6.7.1): it looks no further without. */
const ISO_9660_DESCRIPTOR = 16

const plugin: Plugin<Options> = {
  name: '@mediastruct/plugin-dvdisaster',
  apiVersion: 1,
  options: optionsSchema,
  setup(api, {least}) {
    api.ecc({
      name: 'dvdisaster',
      description: 'RS02 of dvdisaster, which fills what is left of the medium',
      room: (imageSectors, capacitySectors) => {
        const layout = largestWithin(imageSectors, capacitySectors)
        return {
          sectors: layout?.sectors ?? imageSectors,
          redundancyPercent: layout?.redundancyPercent ?? 0,
          leastPercent: least,
        }
      },
      version,
      protect,
      check,
      repair,
      standIn: deadSector,
      vitalSectors: [ISO_9660_DESCRIPTOR],
    })
  },
}

export default plugin
