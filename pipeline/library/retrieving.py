"""The library as a LangChain retriever, so that a chain reads ``retriever | prompt | model | parser``."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from pipeline.library.search import Hit, Library


class LibraryRetriever(BaseRetriever):
    """Finds passages. A document's content is the masked text: what a chain passes on reaches a model."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 5
    role: str | None = None
    genre: str | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        return [_document(hit) for hit in self.library.search(query, self.k, self.role, self.genre)]


def retriever(library: Library, k: int = 5, role: str | None = None, genre: str | None = None) -> LibraryRetriever:
    """``library`` as a retriever of ``k`` passages of one role and genre, or of any."""
    return LibraryRetriever(library=library, k=k, role=role, genre=genre)


def _document(hit: Hit) -> Document:
    """Without the original text: a document's metadata travels with it, and originals must not."""
    metadata = {"report": hit.report, "role": hit.role, "score": hit.score}
    return Document(id=hit.id, page_content=hit.masked, metadata=metadata)
