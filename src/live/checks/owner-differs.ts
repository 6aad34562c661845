import { defineExtraCheck } from '../extra-differences'

export const ownerDiffers = defineExtraCheck({
  id: 'owner-differs',
  summary: 'An object belongs to another role than in the template',
  severity: 'warning',
  kind: 'owners',
  say: (object, tenants, here, template) =>
    `${object} belongs to \`${here ?? 'nobody'}\` in ${tenants} and to \`${template ?? 'nobody'}\` in the template, so a migration that runs as the template's owner is refused there`,
  help: 'ALTER … OWNER TO the role that runs the migrations, or run them as a role that is a member of both',
})
