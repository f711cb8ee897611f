/** What a camera is called, by what it wrote into its files. */
import type {NamableFile} from 'mediastruct'

/** @returns maker and model, such as `SONY ILCE-7M3`; the empty text where the file names no camera */
export function cameraOf({camera: {make = '', model = ''} = {}}: NamableFile): string {
  if (model === '') return ''
  // Most makers repeat themselves: `Canon`, `Canon EOS 5D`; `NIKON CORPORATION`, `NIKON D750`.
  const [maker = ''] = make.split(' ')
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`
}
