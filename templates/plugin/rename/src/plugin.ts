/** Offers the rename strategy "{{name}}". */
import type {Plugin} from 'mediastruct'

const plugin: Plugin = {
  name: '{{package}}',
  apiVersion: 1,
  setup(api) {
    // `date.local` is a wall clock: 2019-05-04T12:30:00. Where two files would get one name, the host tells them apart.
    api.renameStrategy('{{name}}', ({name, date}, {folder}) => {
      return {folder, name: `${date.local.slice(0, 10)} ${name}`}
    })
  },
}

export default plugin
