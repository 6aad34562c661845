import { overlaps, type Span } from '../text/span'
import type { PythonModule } from './ast'

/** A module of which only the top-level statements around a span are listed. All else that it is asked for is as ever. */
export const focusModule = (module: PythonModule, span: Span): PythonModule => ({
  ...module,
  topLevel: module.topLevel.filter((slice) => overlaps(slice, span)),
})
