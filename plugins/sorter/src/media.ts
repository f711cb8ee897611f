/** What `--types media` takes: files whose extension is that of a picture, a film, a sound or a sidecar of one. */
import {extname, type RawPath} from 'mediastruct'

const MEDIA = new Set(
  (
    'jpg jpeg jpe png gif webp heic heif avif jxl tif tiff bmp jp2 j2k psd cr2 cr3 crw nef nrw arw sr2 srf dng raf rw2 orf ' +
    'pef x3f mrw erf kdc dcr 3fr iiq rwl srw raw mov mp4 m4v 3gp 3g2 avi mkv webm wmv asf mpg mpeg mts m2ts mod tod vob ' +
    'ogv flv mp3 m4a aac wav flac ogg opus wma aif aiff amr xmp aae thm lrv'
  ).split(' '),
)

export function isMedia(path: RawPath): boolean {
  return MEDIA.has(extname(path).slice(1).toLowerCase())
}
