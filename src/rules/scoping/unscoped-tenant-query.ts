import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { modelFacts } from '../../models/model-facts'
import { isMigrationFile } from '../../project/file-role'
import { localValues, rootOf } from '../../project/sessions/entities-in'
import { eventsOf } from '../../project/sessions/events'
import { functionsWith } from '../../project/sessions/path-statements'
import { flowOf } from '../../project/sessions/scope'
import { translateMapIn } from '../../project/sessions/translate-map'
import type { SessionRef } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { ClassDef, Expr } from '../../python/ast'
import { descendants } from '../../python/children'

/** The names of the tenant's models in all projects of the workspace. */
function tenantClasses(project: Workspace): readonly string[] {
  const models = modelFacts(project)
  if (!models.usesPlaceholder()) return []
  return [...new Set(models.all().flatMap(({ scope, className }) => (scope === 'tenant' && className ? [className] : [])))]
}

const builders = /^(select|insert|update|delete|union|union_all|exists|intersect|except_)$/
const indentedImport = /^[ \t]+(?:from|import)\b/m

/** `engine.connect()`; options that are put on it later change it in place. */
const isPlainConnection = ({ type, origin }: SessionRef, text: string): boolean =>
  type === 'connection' && origin.kind === 'opened' && !text.includes('execution_options')

export const unscopedTenantQuery = defineRule({
  id: 'unscoped-tenant-query',
  family: 'scoping',
  summary: 'A tenant model is queried on a session that is bound to no tenant',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['project', 'python'],
  triggers: (_config, project) => tenantClasses(project).filter((name) => name.length >= 3),
  *check({ project, python, file }): Iterable<RuleFinding> {
    // `Task` is also a word of asyncio: the file has to mean the model.
    const spoken = tenantClasses(project).filter((name) => new RegExp(`\\b${name}\\b`).test(file.text) && mayNameModel(name))
    if (spoken.length === 0 || isMigrationFile(project, file.path)) return
    const models = modelFacts(project, file.path)
    if (!spoken.some(namesModel)) return
    for (const fn of functionsWith(python, /\.(query|execute|exec|scalars?|get|add|add_all|merge|stream)\s*\(/)) {
      const { refs } = eventsOf(project, file.path, fn)
      for (const ref of refs) {
        if (ref.type !== 'session' && !isPlainConnection(ref, file.text.slice(fn.start, fn.end))) continue
        const flow = flowOf(project, file.path, fn, ref)
        // The SET, or the wrong call, is the finding where there is one.
        if (
          flow.events.some(
            (event) => event.kind === 'set' || event.kind === 'options' || event.kind === 'late-map' || event.kind === 'pass',
          )
        )
          continue
        for (const event of flow.events) {
          if (event.kind !== 'orm') continue
          const states = flow.before(event)
          if (states.length === 0 || !states.every(({ base, path }) => base.kind === 'unscoped' && !path)) continue
          const entity = event.entities.find(
            (each) => each.node && each.path !== undefined && models.modelOf(each.path, each.node)?.scope === 'tenant',
          )
          if (!entity || carriesMap(event.call)) continue
          const named = [...descendants(event.call)].find((node) => node.kind === 'Name' && node.id === entity.name)
          const [state] = states
          const [given] = event.call.args
          const at = named ?? (given?.kind === 'Name' ? given : event.call.func)
          yield {
            at: { start: at.start, end: at.end },
            message: `\`${entity.name}\` is a tenant's model, but this ${ref.type} is bound to no tenant, so the query fails on the schema \`${project.config.tenancy.placeholder}\` or reads another one`,
            help: "Open the session bound to the tenant's engine, or depend on one that is",
            related:
              state?.base.kind === 'unscoped'
                ? state.base.steps.map((step) => ({
                    path: step.path,
                    span: {
                      start: step.node.start,
                      end: step.node.kind === 'FunctionDef' ? step.node.nameStart + step.node.name.length : step.node.end,
                    },
                    message: step.text,
                  }))
                : [],
            noFix: 'which tenant is meant is not known here',
          }
        }
      }
    }

    /** Imported or defined here, imported inside a function, or reached through a module of the project. */
    function mayNameModel(name: string): boolean {
      const definition = project.resolveName(file.path, name)
      if (definition) return definition.kind === 'definition' && definition.node.kind === 'ClassDef'
      if (indentedImport.test(file.text)) return true
      const through = new Set([...file.text.matchAll(new RegExp(`([\\w.]+)\\.${name}\\b`, 'g'))].map(([, head]) => head ?? ''))
      return [...through].some(
        (head) => project.resolveName(file.path, head)?.kind === 'module' || project.resolveModule(file.path, head) !== undefined,
      )
    }

    function namesModel(name: string): boolean {
      const definition = project.resolveName(file.path, name)
      // Where the module does not tell, only the flow can.
      return definition?.kind !== 'definition' || models.modelOf(definition.path, definition.node as ClassDef) !== undefined
    }

    /** A map of the statement's own, in the call, in what is chained to it, or in a local value that it runs. */
    function carriesMap(call: Parameters<typeof translateMapIn>[2]): boolean {
      let top: typeof call.parent = call
      for (let at = call.parent; at?.kind === 'Attribute' || at?.kind === 'Call'; at = at.parent) top = at
      const text = top ? file.text.slice(top.start, top.end) : ''
      return (
        text.includes('execution_options') ||
        [...descendants(call)].some((node) => node.kind === 'Call' && translateMapIn(project, file.path, node) !== undefined) ||
        hasLocalStatement(call)
      )
    }

    /** A statement kept in a variable may carry options of its own, where it was not built in sight. */
    function hasLocalStatement(call: Parameters<typeof translateMapIn>[2]): boolean {
      const [first] = call.kind === 'Call' ? call.args : []
      if (first?.kind !== 'Name' || models.resolve(file.path, first) !== undefined) return false
      const values = localValues(first)
      return values.length === 0 || !values.every((value) => isBuilt(value, first.id))
    }

    /** `select(Product).where(…)`, or one more step of the same statement, without options. */
    function isBuilt(value: Expr, name: string): boolean {
      const root = rootOf(value)
      const isStep = root.kind === 'Name' && root.id === name
      return (isStep || isBuilder(value)) && !textOf(value).includes('execution_options')
    }

    function isBuilder(value: Expr): boolean {
      let maker: Expr | undefined
      for (let at = value; at.kind === 'Call' || at.kind === 'Attribute'; at = at.kind === 'Call' ? at.func : at.value)
        if (at.kind === 'Call') maker = at.func
      const made = maker && valueOf(project, file.path, maker)
      return made?.kind === 'external' && builders.test(made.qualified.slice(made.qualified.lastIndexOf('.') + 1))
    }

    function textOf({ start, end }: Expr): string {
      return file.text.slice(start, end)
    }
  },
})
