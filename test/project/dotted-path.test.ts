import assert from 'node:assert/strict'
import { dottedPathOf } from '../../src/project/dotted-path'
import { createMemoryProject, type Files } from '../support/memory-project'

const cases: readonly (readonly [what: string, files: Files, expected: string | undefined])[] = [
  [
    'as the file itself does',
    { 'backend/shared/new.py': '', 'backend/shared/db.py': '', 'backend/job.py': 'from shared.db import x\n' },
    'shared.new',
  ],
  [
    'as it does from the top',
    { 'backend/shared/new.py': '', 'backend/shared/db.py': '', 'backend/job.py': 'from backend.shared import db\n' },
    'backend.shared.new',
  ],
  [
    'as the other file does',
    { 'backend/shared/new.py': 'import shared.db\n', 'backend/shared/db.py': '', 'backend/job.py': '' },
    'shared.new',
  ],
  [
    'as the rest of the project does',
    {
      'backend/shared/new.py': '',
      'backend/shared/db.py': '',
      'backend/job.py': 'import os\n',
      'backend/main.py': 'from shared import db\n',
    },
    'shared.new',
  ],
  [
    'below the lowest folder that is no package',
    { 'backend/shared/__init__.py': '', 'backend/shared/new.py': '', 'backend/job.py': '' },
    'shared.new',
  ],
  [
    'from the top where all folders are packages',
    { 'backend/__init__.py': '', 'backend/shared/__init__.py': '', 'backend/shared/new.py': '', 'backend/job.py': '' },
    'backend.shared.new',
  ],
  [
    'as most do, with emoji and CRLF about',
    {
      'backend/shared/new.py': '',
      'backend/shared/db.py': '',
      'backend/job.py': '# 😀\r\nfrom shared.db import x\r\nfrom shared import db\r\nimport backend.shared.db\r\n',
    },
    'shared.new',
  ],
  ['not at all where nothing tells', { 'backend/shared/new.py': '', 'backend/job.py': '' }, undefined],
]

describe('the name of a module for an import', () => {
  for (const [what, files, expected] of cases) {
    it(`is written ${what}`, async () => {
      const [workspace] = (await createMemoryProject(files)).engine.workspaces.all()
      assert.equal(workspace && dottedPathOf(workspace, 'backend/job.py', 'backend/shared/new.py'), expected)
    })
  }
})
