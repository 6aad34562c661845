/** What the server judges, by the editor's own names: it activates the extension, and has its status item. A test compares the manifest. */
export const languages = ['python', 'sql', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue']
