// What the entity template needs to know of a kind.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_TRAITS_H_
#define LETAN_SERVICES_ENTITY_ENTITY_TRAITS_H_

#include <string>
#include <vector>

#include "services/errors/errors.h"
#include "storage/entity_table.h"

namespace letan::entity {

// Specialised for each kind T, beside its service:
//
//   template <> struct EntityTraits<v1::Agency> {
//     static constexpr char kKind[] = "agency";            // also the name of the request fields
//     static constexpr char kCollection[] = "agencies";    // first part of its names
//     static constexpr bool kChosenId = true;              // catalogue data: "{kind}_id" of Create
//     static constexpr bool kHasParent = false;            // "{parent}/{collection}/{id}"
//     static constexpr char kTitleField[] = "display_name";  // what Extract returns
//     static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
//     // The field that kStart goes by; left out: "interval.start_time", or none without interval.
//     static constexpr char kStartField[] = "late_from";
//     using GetRequest = v1::GetAgencyRequest;             // the standard methods' messages
//     using ListRequest = …; using ListResponse = …; using CreateRequest = …;
//     using UpdateRequest = …; using DeleteRequest = …;
//     using UndeleteRequest = …;
//     // Fills state, start, end, level, need_to_know of the row, and returns the title that
//     // search and sorting use.
//     static std::string Extract(const v1::Agency& entity, storage::EntityRow& row);
//     // Rules of the kind that the annotations cannot say; normalises in place (levels, orders).
//     // Field paths are those inside the entity ("interval"). The name is set already.
//     static void Validate(v1::Agency& entity, std::vector<errors::FieldViolation>& violations);
//     // Of an event that has deadlines, else left out: the procedures that it goes through.
//     static std::vector<Procedure> Procedures(const v1::Agency& entity);
//   };
template <class T>
struct EntityTraits;

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_ENTITY_TRAITS_H_
