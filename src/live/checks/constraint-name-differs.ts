import { defineLiveCheck } from '../live-world'
import { listNameFindings } from '../name-differences'

export const constraintNameDiffers = defineLiveCheck(
  {
    id: 'constraint-name-differs',
    summary: 'A constraint has another name in the database than in the code or the template',
    severity: 'warning',
    recommended: true,
    fixable: true,
  },
  (world) => listNameFindings(world, 'constraint'),
)
