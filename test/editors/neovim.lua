-- Neovim's own client drives the server over standard input and output, as a user's configuration would. Written for 0.7 and later:
-- vim.lsp.start and `nvim -l` came after it. Prints one line for each step; the test outside knows which lines must come.
local function say(ok, step, detail)
  io.stdout:write((ok and 'ok: ' or 'not ok: ') .. step .. (ok and '' or ' ' .. vim.inspect(detail)) .. '\n')
end

local function findings(buffer)
  return vim.tbl_filter(function(finding)
    return finding.source == 'tenantscope'
  end, vim.diagnostic.get(buffer))
end

local function main()
  vim.bo.filetype = 'python'
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = 'tenantscope',
    cmd = { 'node', assert(os.getenv('TENANTSCOPE_CLI')), 'lsp', '--stdio' },
    root_dir = vim.fn.getcwd(),
  })
  vim.lsp.buf_attach_client(buffer, id)

  vim.wait(20000, function() return #findings(buffer) > 0 end, 20)
  local finding = findings(buffer)[1]
  say(#findings(buffer) == 1 and finding.code == 'raw-search-path', 'one finding', vim.diagnostic.get(buffer))
  if not finding then return end
  local line = vim.api.nvim_buf_get_lines(buffer, finding.lnum, finding.lnum + 1, false)[1]
  say(line:sub(finding.col + 1, finding.end_col) == '"SET search_path TO user_1, public"', 'it stands on the SQL', { line, finding.col, finding.end_col })

  vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col + 2 })
  -- This is the function that asks the user; here it takes the preferred fix, which comes first.
  local titles
  vim.ui.select = function(items, options, choose)
    titles = vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  local function hasStatement()
    return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n'):find('search_path') ~= nil
  end
  -- With a single action Neovim may ask or apply it at once, by its version.
  vim.lsp.buf.code_action({ context = { only = { 'quickfix' }, diagnostics = vim.lsp.diagnostic.get_line_diagnostics() } })
  vim.wait(10000, function() return not hasStatement() end, 20)
  say(not hasStatement(), 'the quick fix edits the buffer', titles)
  vim.wait(10000, function() return #findings(buffer) == 0 end, 20)
  say(#findings(buffer) == 0, 'the finding goes', findings(buffer))

  vim.lsp.stop_client(id)
  vim.wait(5000, function() return vim.lsp.client_is_stopped(id) end, 20)
  say(vim.lsp.client_is_stopped(id), 'the server stops')
end

local ok, problem = pcall(main)
if not ok then say(false, 'the script ran', problem) end
vim.cmd('qall!')
