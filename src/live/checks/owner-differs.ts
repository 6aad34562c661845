import { defineExtraCheck } from '../extra-differences'

export const ownerDiffers = defineExtraCheck({
  id: 'owner-differs',
  summary: 'An object belongs to another role than in the template',
  severity: 'warning',
  kind: 'owners',
  say: (object, tenants, here, template, reference) =>
    `${object} belongs to \`${here ?? 'nobody'}\` in ${tenants} and to \`${template ?? 'nobody'}\` in ${reference}, so a migration that runs as the owner there is refused here`,
  help: 'ALTER … OWNER TO the role that runs the migrations, or run them as a role that is a member of both',
})
