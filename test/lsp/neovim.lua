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

local function ask(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params(buffer)
  for _, answer in pairs(vim.lsp.buf_request_sync(buffer, method, params, 20000) or {}) do
    return answer.result
  end
end

local hover = ask('textDocument/hover', { position = { line = 2, character = 6 } })
result.hover = hover and hover.contents.value
local help = ask('textDocument/signatureHelp', { position = { line = 4, character = 37 } })
result.signature = help and help.signatures[1].label
result.active = help and help.activeParameter

vim.api.nvim_buf_set_text(buffer, 3, 4, 3, 7, { 'url' })
wait(function() return #vim.diagnostic.get(buffer) == 0 end)
result.after = #vim.diagnostic.get(buffer)

vim.lsp.stop_client(client)
wait(function() return vim.lsp.client_is_stopped(client) end)
io.stdout:write(vim.json.encode(result))
vim.cmd('quitall!')
