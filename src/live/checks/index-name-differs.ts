import { defineLiveCheck } from '../live-world'
import { listNameFindings } from '../name-differences'

export const indexNameDiffers = defineLiveCheck(
  {
    id: 'index-name-differs',
    summary: 'An index has another name in the database than in the code or the template',
    severity: 'warning',
    recommended: true,
    fixable: true,
  },
  (world) => listNameFindings(world, 'index'),
)
