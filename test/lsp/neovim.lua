-- An editor that knows nothing of this server: opens a file, waits for what the server says of it, mends the file.
-- Arguments: the server's bundle, the file. Prints one JSON object.
local bundle, file = vim.env.SERVER_BUNDLE, vim.env.NIX_FILE
local node = vim.env.NODE

vim.cmd('edit ' .. vim.fn.fnameescape(file))
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({
  name = 'nixos-runner',
  cmd = { node, bundle, '--stdio' },
  root_dir = vim.fn.fnamemodify(file, ':h'),
  settings = { nixosRunner = { release = '25.05' } },
})
vim.lsp.buf_attach_client(buffer, client)

local function rules()
  return vim.tbl_map(function(d)
    return { code = d.code, line = d.lnum, column = d.col }
  end, vim.diagnostic.get(buffer))
end

local function wait(test)
  return vim.wait(20000, test, 20)
end

local result = {}
wait(function() return #vim.diagnostic.get(buffer) > 0 end)
result.diagnostics = rules()

-- What the server answers about the place of a text, the first of its kind in the buffer.
local function ask(method, text, more)
  local row, column
  for index, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    column = line:find(text, 1, true)
    row = index
    if column then break end
  end
  local params = vim.tbl_extend('force', {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = row - 1, character = column - 1 },
  }, more or {})
  for _, answer in pairs(vim.lsp.buf_request_sync(buffer, method, params, 20000) or {}) do
    return answer.result
  end
end

local hover = ask('textDocument/hover', 'enable')
result.hover = hover and hover.contents.value
local help = ask('textDocument/signatureHelp', '2 "/token"')
result.signature = help and help.signatures[1].label
result.active = help and help.activeParameter
result.hints = vim.tbl_map(function(hint)
  return { line = hint.position.line, text = hint.label[1].value }
end, ask('textDocument/inlayHint', 'let', {
  range = { start = { line = 0, character = 0 }, ['end'] = { line = 9, character = 0 } },
}) or {})

-- The lines that this editor would go to, in its own list.
local function lines(locations)
  return vim.tbl_map(function(item)
    return { file = vim.fn.fnamemodify(item.filename, ':t'), line = item.lnum, column = item.col }
  end, vim.lsp.util.locations_to_items(locations, 'utf-16'))
end

result.definition = lines(ask('textDocument/definition', 'owner}'))
result.file = lines(ask('textDocument/definition', './other.nix'))
result.references = lines(ask('textDocument/references', 'owner}', { context = { includeDeclaration = true } }))

vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', 'owner}', { newName = 'project' }), 'utf-16')
result.renamed = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)

-- Completion at the wrong name, and what the editor shows of the right one before it is taken.
local items = vim.lsp.util.extract_completion_items(ask('textDocument/completion', 'ulr'))
result.offered = vim.tbl_map(function(item) return item.label end, items)
for _, item in ipairs(items) do
  if item.label == 'url' then
    for _, answer in pairs(vim.lsp.buf_request_sync(buffer, 'completionItem/resolve', item, 20000)) do
      local resolved = answer.result
      result.item = { detail = resolved.detail, documentation = resolved.documentation.value }
      vim.lsp.util.apply_text_edits({ resolved.textEdit }, buffer, 'utf-16')
    end
  end
end
result.taken = vim.api.nvim_buf_get_lines(buffer, 5, 6, false)[1]
wait(function() return #vim.diagnostic.get(buffer) == 0 end)
result.after = #vim.diagnostic.get(buffer)

vim.lsp.stop_client(client)
wait(function() return vim.lsp.client_is_stopped(client) end)
io.stdout:write(vim.json.encode(result))
vim.cmd('quitall!')
