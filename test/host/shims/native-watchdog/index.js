// Stands in for a native module that would have to be compiled. It ends the extension host when its parent hangs; here the
// launcher ends the whole process group instead (see die-with-parent.mjs).
exports.start = () => {}
exports.exit = (code) => process.exit(code ?? 0)
